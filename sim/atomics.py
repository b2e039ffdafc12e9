"""Words that two threads of compiled code share: read, written and exchanged in one piece.

Numba has none of these on the processor; each is a single instruction of LLVM. What a thread
wrote before it stored a word is seen by whoever loads that word.
"""

from __future__ import annotations

import platform

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

_WORD = 8
"""Bytes of a word."""

_PAUSES = {
    "x86_64": ("llvm.x86.sse2.pause", ()),
    "amd64": ("llvm.x86.sse2.pause", ()),
    "aarch64": ("llvm.aarch64.hint", (1,)),
    "arm64": ("llvm.aarch64.hint", (1,)),
}
"""The instruction by which a waiting core leaves its resources to others, by machine."""


def _word(context, builder, kind, array, index):
    """Return the address of a word of an array of int64."""
    made = context.make_array(kind)(context, builder, array)
    return cgutils.get_item_pointer(context, builder, kind, made, [index])


def _is_words(array) -> bool:
    return isinstance(array, types.Array) and array.dtype == types.int64


@intrinsic
def load(typing, words, index):
    """Return a word."""
    if not _is_words(words):
        return None

    def generate(context, builder, signature, arguments):
        address = _word(context, builder, signature.args[0], *arguments)
        return builder.load_atomic(address, "acquire", _WORD)

    return types.int64(words, types.intp), generate


@intrinsic
def store(typing, words, index, value):
    """Write a word."""
    if not _is_words(words):
        return None

    def generate(context, builder, signature, arguments):
        address = _word(context, builder, signature.args[0], *arguments[:2])
        builder.store_atomic(arguments[2], address, "release", _WORD)
        return context.get_dummy_value()

    return types.void(words, types.intp, types.int64), generate


@intrinsic
def add(typing, words, index, value):
    """Add to a word that others may add to at the same time."""
    if not _is_words(words):
        return None

    def generate(context, builder, signature, arguments):
        address = _word(context, builder, signature.args[0], *arguments[:2])
        return builder.atomic_rmw("add", address, arguments[2], "acq_rel")

    return types.int64(words, types.intp, types.int64), generate


@intrinsic
def exchange(typing, words, index, expected, value):
    """Write a word if it still is what was expected; tell whether it was."""
    if not _is_words(words):
        return None

    def generate(context, builder, signature, arguments):
        address = _word(context, builder, signature.args[0], *arguments[:2])
        found = builder.cmpxchg(address, arguments[2], arguments[3], "acq_rel", "acquire")
        return builder.extract_value(found, 1)

    return types.boolean(words, types.intp, types.int64, types.int64), generate


@intrinsic
def pause(typing):
    """Wait for some dozen cycles."""

    def generate(context, builder, signature, arguments):
        name, given = _PAUSES.get(platform.machine().lower(), (None, ()))
        if name is not None:
            kind = ir.FunctionType(ir.VoidType(), [ir.IntType(32)] * len(given))
            function = cgutils.get_or_insert_function(builder.module, kind, name)
            builder.call(function, [ir.IntType(32)(number) for number in given])
        return context.get_dummy_value()

    return types.void(), generate


@intrinsic
def stretch(typing, array, first, end):
    """Return a stretch of a flat array, which must outlive it.

    A slice would count references, in a word that all threads write to.
    """
    if not isinstance(array, types.Array) or array.ndim != 1 or array.layout != "C":
        return None

    def generate(context, builder, signature, arguments):
        kind = signature.args[0]
        whole = context.make_array(kind)(context, builder, arguments[0])
        size = builder.sub(arguments[2], arguments[1])
        view = context.make_array(kind)(context, builder)
        context.populate_array(
            view,
            data=builder.gep(whole.data, [arguments[1]]),
            shape=cgutils.pack_array(builder, [size]),
            strides=whole.strides,
            itemsize=whole.itemsize,
            meminfo=None,
        )
        return view._getvalue()

    return array(array, types.intp, types.intp), generate
