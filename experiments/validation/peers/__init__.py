"""Published models of other kinds beside ours: recorded curves, and model files of a user.

``models/`` holds the equations of peers, ``curves/`` what they give, each with its provenance;
``protocols/`` what is done to our bodies and cells to stand beside them. From Python::

    from experiments.validation.peers.overlays import lay_over

    for overlay in lay_over(cells=400):  # about 10 s
        overlay.title, overlay.caption, overlay.table, overlay.figure()

From equations to figures: ``equations`` (models as data), ``simulator`` (COPASI), ``recording``
(curves written), ``curves`` (curves read), ``ours`` (our runs), ``overlays`` and ``beside`` (both
sides), ``drawing`` and ``telling`` (figures, tables, text), ``model_file`` (a user's SBML).
"""
