"""Published models of other kinds beside ours: recorded curves, and model files of a user.

``models/`` holds the equations of peers, ``curves/`` what they give, each with its provenance;
``protocols/`` what is done to our bodies and cells to stand beside them.
"""
