"""The exceptions after WITH that were read, and to which licences they belong.

There are SPDX exceptions that take rights away (freertos-exception-2.0 bans comparisons), so a word that is not here may do
anything. Read in ScanCode 32.5.0 on 2026-11-23.
"""

_ONLY_ADD: dict[str, tuple[str, ...]] = {
    "classpath-exception-2.0": ("gpl-2.0", "gpl-3.0"),
    "gcc-exception-3.1": ("gpl-3.0",),
    "linux-syscall-note": ("gpl-2.0",),
    "llvm-exception": ("apache-2.0",),
}


def only_adds(exception: str, id_: str) -> bool:
    """Return whether an exception gives more than the licence does, and takes nothing away."""
    licenses = _ONLY_ADD.get(exception.lower(), ())
    return id_.lower().startswith(licenses) if licenses else False
