"""Figures of runs."""


def draw(results):
    """Draw a run."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    return Figure()
