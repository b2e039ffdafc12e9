"""Formulas over other measures, with their units: "rd_lipid / rd_control", "ln(insulin)".

Names are measures; parts after a dot choose an arm, group, dose or test ("rd.lipid").  Units go
through the arithmetic: adding mg/dl to min is an error, a ratio asked for in % is multiplied by
100.  A comparison gives yes or no.
"""

import ast
import math
from collections.abc import Callable
from dataclasses import dataclass

from experiments.indices import Undefined
from experiments.protocol.units import Unit, UnitError, amount, convert, unit

PLAIN = unit("1")


@dataclass(frozen=True)
class Quantity:
    """A number with a unit inside a formula."""

    value: float
    unit: Unit
    substance: str | None = None

    def in_unit_of(self, other: "Quantity") -> float:
        """The number in the unit of another quantity; mass and amount meet by the substance."""
        return convert(self.value, self.unit, other.unit, self.substance or other.substance)


Name = Callable[[str], "Quantity | bool"]


def parse(text: str) -> ast.expr:
    """Read a formula; only arithmetic, comparisons and known functions are allowed."""
    try:
        tree = ast.parse(text.replace("^", "**").strip(), mode="eval").body
    except SyntaxError:
        raise UnitError(f"the formula '{text}' is not complete arithmetic") from None
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and not (
            isinstance(node.func, ast.Name) and _known(node.func.id)
        ):
            known = ", ".join(sorted(_FUNCTIONS))
            raise UnitError(
                f"the formula '{text}' calls an unknown function; known: {known}, and indices "
                "of numbers"
            )
        if isinstance(node, ast.Constant) and not isinstance(node.value, int | float | str):
            raise UnitError(f"the formula '{text}' contains more than arithmetic and comparisons")
        if not isinstance(node, _ALLOWED):
            raise UnitError(f"the formula '{text}' contains more than arithmetic and comparisons")
    return tree


def names_in(text: str) -> list[str]:
    """Dotted names that a formula uses, in order."""
    found: dict[str, None] = {}

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.Name | ast.Attribute):
            found.setdefault(_dotted(node))
            return
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id == "quantity":
                return
            for argument in node.args:
                visit(argument)
            return
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(parse(text))
    return list(found)


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    raise UnitError("a name in a formula is words joined by dots")


def evaluate(text: str, name: Name) -> "Quantity | bool":
    """Value of a formula; ``name`` gives the value of a dotted name."""
    return _value(parse(text), name)


def in_unit(result: "Quantity | bool", target: str) -> float | bool:
    """The result of a formula in the unit of its measure."""
    if isinstance(result, bool):
        if target != "yes/no":
            raise UnitError(f"a comparison gives yes or no; its unit is 'yes/no', not '{target}'")
        return result
    if target == "yes/no":
        raise UnitError("the unit 'yes/no' needs a comparison, as in 'a < b'")
    return convert(result.value, result.unit, unit(target), result.substance)


def _value(node: ast.AST, name: Name) -> "Quantity | bool":
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            raise UnitError("text belongs into quantity(), as in quantity('5 mg/dl')")
        return Quantity(float(str(node.value)), PLAIN)
    if isinstance(node, ast.Name | ast.Attribute):
        return name(_dotted(node))
    if isinstance(node, ast.Compare):
        return _comparison(node, name)
    if isinstance(node, ast.BoolOp):
        parts = [_value(part, name) for part in node.values]
        if not all(isinstance(part, bool) for part in parts):
            raise UnitError("'and' and 'or' join comparisons only")
        return all(parts) if isinstance(node.op, ast.And) else any(parts)
    if isinstance(node, ast.UnaryOp):
        inner = _value(node.operand, name)
        if isinstance(node.op, ast.Not):
            return not inner
        number = _number(inner)
        sign = -1.0 if isinstance(node.op, ast.USub) else 1.0
        return Quantity(sign * number.value, number.unit, number.substance)
    if isinstance(node, ast.BinOp):
        return _binary(node, _number(_value(node.left, name)), _number(_value(node.right, name)))
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    if node.func.id in ("earliest", "latest"):
        return _among_defined(node, name)
    if node.func.id == "quantity":
        if len(node.args) != 1 or not isinstance(node.args[0], ast.Constant):
            raise UnitError("quantity() takes one text, as in quantity('5 mg/dl')")
        written = amount(node.args[0].value)
        return Quantity(written.value, written.unit)
    arguments = [_number(_value(argument, name)) for argument in node.args]
    if node.func.id in _FUNCTIONS:
        return _FUNCTIONS[node.func.id](*arguments)
    return _index(node.func.id, arguments)


def _among_defined(node: ast.Call, name: Name) -> Quantity:
    """The smallest or largest of the arguments that have a value."""
    found: list[Quantity] = []
    reasons = []
    for argument in node.args:
        try:
            found.append(_number(_value(argument, name)))
        except Undefined as missing:
            reasons.append(str(missing))
    if not found:
        raise Undefined("none of them came about: " + "; ".join(reasons))
    assert isinstance(node.func, ast.Name)
    return _FUNCTIONS["min" if node.func.id == "earliest" else "max"](*found)


def _known(function: str) -> bool:
    from experiments.indices import catalog

    return function in _FUNCTIONS or (
        "times" not in catalog()[function].takes if function in catalog() else False
    )


def _index(function: str, arguments: list[Quantity]) -> Quantity:
    """A published index of single numbers, each converted to the unit it takes."""
    from experiments.indices import catalog
    from experiments.protocol.quantities import substance_of

    declared = catalog()[function]
    if len(arguments) != len(declared.takes):
        raise UnitError(
            f"{function} takes {', '.join(f'{n} ({u})' for n, u in declared.takes.items())}"
        )
    numbers = [
        convert(given.value, given.unit, wanted, substance_of(argument))
        for given, (argument, wanted) in zip(arguments, declared.takes.items(), strict=True)
    ]
    result = declared.function(*numbers)
    if not isinstance(result, float):
        raise UnitError(f"{function} does not give a single number")
    return Quantity(result, unit(next(iter(declared.gives.values()))))


def _number(value: "Quantity | bool") -> Quantity:
    if isinstance(value, bool):
        raise UnitError("a comparison cannot be used as a number")
    return value


def _binary(node: ast.BinOp, left: Quantity, right: Quantity) -> Quantity:
    operator = node.op
    if isinstance(operator, ast.Add | ast.Sub):
        other = right.in_unit_of(left) * (1 if isinstance(operator, ast.Add) else -1)
        return Quantity(left.value + other, left.unit, left.substance or right.substance)
    if isinstance(operator, ast.Mult):
        return Quantity(left.value * right.value, left.unit.times(right.unit))
    if isinstance(operator, ast.Div):
        if right.value == 0.0:
            raise Undefined("its formula divides by zero.")
        return Quantity(left.value / right.value, left.unit.times(right.unit, -1))
    exponent = convert(right.value, right.unit, PLAIN)
    if not left.unit.dimension:
        value = left.value * left.unit.factor
        if value < 0 and exponent != int(exponent):
            raise Undefined("its formula takes a root of a negative number.")
        return Quantity(value**exponent, PLAIN)
    if exponent != int(exponent):
        raise UnitError("a quantity with a unit takes whole powers only")
    return Quantity(left.value ** int(exponent), left.unit.power(int(exponent)))


def _comparison(node: ast.Compare, name: Name) -> bool:
    left = _number(_value(node.left, name))
    for operator, following in zip(node.ops, node.comparators, strict=True):
        right = _number(_value(following, name))
        other = right.in_unit_of(left)
        holds = {
            ast.Lt: left.value < other,
            ast.LtE: left.value <= other,
            ast.Gt: left.value > other,
            ast.GtE: left.value >= other,
            ast.Eq: left.value == other,
            ast.NotEq: left.value != other,
        }[type(operator)]
        if not holds:
            return False
        left = right
    return True


def _plain(
    function: Callable[[float], float], *, positive: bool = False
) -> Callable[..., Quantity]:
    def apply(argument: Quantity) -> Quantity:
        value = convert(argument.value, argument.unit, PLAIN)
        if positive and value <= 0:
            raise Undefined("its formula takes the logarithm of a number that is not above zero.")
        return Quantity(function(value), PLAIN)

    return apply


def _extreme(choose: Callable[..., float]) -> Callable[..., Quantity]:
    def apply(first: Quantity, *others: Quantity) -> Quantity:
        values = [first.value, *(other.in_unit_of(first) for other in others)]
        return Quantity(choose(values), first.unit, first.substance)

    return apply


def _root(argument: Quantity) -> Quantity:
    if argument.value < 0:
        raise Undefined("its formula takes a root of a negative number.")
    exponents = {name: power // 2 for name, power in argument.unit.dimension}
    if any(power % 2 for _, power in argument.unit.dimension):
        raise UnitError("the square root needs a unit whose powers are even")
    result = Unit(
        f"sqrt({argument.unit.text})",
        math.sqrt(argument.unit.factor),
        tuple(sorted(exponents.items())),
    )
    return Quantity(math.sqrt(argument.value), result)


_FUNCTIONS: dict[str, Callable[..., Quantity]] = {
    "ln": _plain(math.log, positive=True),
    "log10": _plain(math.log10, positive=True),
    "exp": _plain(math.exp),
    "sqrt": _root,
    "abs": lambda given: Quantity(abs(given.value), given.unit, given.substance),
    "min": _extreme(min),
    "max": _extreme(max),
    "mean": _extreme(lambda values: sum(values) / len(values)),
    "earliest": _extreme(min),
    "latest": _extreme(max),
    "quantity": lambda argument: argument,
}
_ALLOWED = (
    ast.Expression,
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
    ast.BoolOp,
    ast.Call,
    ast.Name,
    ast.Attribute,
    ast.Constant,
    ast.Load,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.Pow,
    ast.USub,
    ast.UAdd,
    ast.Not,
    ast.And,
    ast.Or,
    ast.Lt,
    ast.LtE,
    ast.Gt,
    ast.GtE,
    ast.Eq,
    ast.NotEq,
)
