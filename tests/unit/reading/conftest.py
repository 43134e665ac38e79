"""What the tests of licence texts share."""

# scikit-learn imports ssl, which is a class of socket: before the fixture that makes sockets raise.
import weighbridge.reading.near_licenses  # noqa: F401
