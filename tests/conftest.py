"""Markers of tests that the default selection leaves out."""


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: takes more than a few seconds")
    config.addinivalue_line("markers", "browser: needs the page's requirements and a browser")
