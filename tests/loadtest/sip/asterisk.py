"""An Asterisk in a root folder of its own, as a call distributor that we did not write."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from gevent import subprocess as patient

SUITES = ("forky", "sid", "bullseye")
PACKAGES = "asterisk,asterisk-modules,asterisk-core-sounds-en-gsm"
ANSWER_FIRST, ANSWER_BY_TAKER = "112", "1120"
MODULE_FOLDERS = (  # of forky and sid, and of bullseye
    "/usr/lib/x86_64-linux-gnu/asterisk/modules",
    "/usr/lib/asterisk/modules",
)
_BOOT_S = 60.0


class NoAsteriskError(Exception):
    """Why there is none here."""


def root_folder() -> Path:
    """Return the folder that holds an Asterisk, built the first time (about a minute, 341 MB).

    It is that of ``SIAP112_ASTERISK_ROOT``, else one in the user's cache.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    root = Path(os.environ.get("SIAP112_ASTERISK_ROOT") or cache / "siap112" / "asterisk")
    if (root / "usr/sbin/asterisk").exists():
        return root
    if os.geteuid() != 0 or shutil.which("mmdebstrap") is None:
        raise NoAsteriskError("to build an Asterisk takes root and mmdebstrap")
    root.parent.mkdir(parents=True, exist_ok=True)
    trouble = ""
    for suite in SUITES:
        aside = Path(tempfile.mkdtemp(prefix="asterisk-", dir=root.parent))
        built = subprocess.run(
            ["mmdebstrap", "-q", "--variant=apt", f"--include={PACKAGES}",
             "--aptopt=Acquire::Check-Valid-Until \"false\"", suite, str(aside)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if built.returncode == 0 and (aside / "usr/sbin/asterisk").exists():
            aside.rename(root)
            return root
        shutil.rmtree(aside, ignore_errors=True)
        trouble = built.stderr[-500:]
    raise NoAsteriskError(f"no suite of {', '.join(SUITES)} gave an Asterisk: {trouble}")


class Asterisk:
    """One running Asterisk with a queue of call-takers.

    Parameters
    ----------
    root : Path
        Folder from `root_folder`.
    extensions : list of str
        Call-takers; each one's password is its extension with "secret" before it.
    """

    def __init__(self, root: Path, extensions: list[str]) -> None:
        self.address = ("127.0.0.1", _free_port())
        self._root = root
        # Asterisk looks its own host name up for every call, and stands still while it waits
        (root / "etc/hosts").write_text(f"127.0.0.1 localhost {socket.gethostname()}\n")
        self._home = Path(tempfile.mkdtemp(prefix="siap112-", dir=root / "tmp"))
        self._inside = f"/tmp/{self._home.name}"
        for name, text in self._files(extensions).items():
            (self._home / name).write_text(text)
        with (self._home / "console").open("w") as console:
            self._process = patient.Popen(
                ["chroot", str(root), "asterisk", "-f", "-n", "-C",
                 f"{self._inside}/asterisk.conf"],
                stdout=console, stderr=console, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        try:
            self._wait_booted()
        except BaseException:
            self.stop()
            raise

    def console(self, command: str) -> str:
        """Return what Asterisk says to a command of its console."""
        run = patient.run(
            ["chroot", str(self._root), "asterisk", "-C", f"{self._inside}/asterisk.conf",
             "-rx", command],
            capture_output=True, check=False, timeout=20,
        )  # fmt: skip
        return run.stdout.decode() if run.returncode == 0 else ""

    def stop(self) -> None:
        """End the process and remove its files."""
        if self._process.poll() is None:
            self.console("core stop now")
            try:
                self._process.wait(timeout=5)
            except patient.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self._home, ignore_errors=True)

    def _wait_booted(self) -> None:
        until_s = time.monotonic() + _BOOT_S
        while "fully booted" not in self.console("core waitfullybooted"):
            if self._process.poll() is not None or time.monotonic() > until_s:
                raise NoAsteriskError((self._home / "console").read_text()[-2000:])

    def _files(self, extensions: list[str]) -> dict[str, str]:
        inside = self._inside
        modules = next(folder for folder in MODULE_FOLDERS if (self._root / folder[1:]).exists())
        takers = "".join(
            f"[{e}]\ntype=endpoint\ncontext=from-taker\naors={e}\nauth={e}\n{_MEDIA}send_pai=yes\n"
            f"[{e}]\ntype=auth\nauth_type=userpass\nusername={e}\npassword=secret{e}\n"
            f"[{e}]\ntype=aor\nmax_contacts=1\nremove_existing=yes\nminimum_expiration=2\n"
            for e in extensions
        )
        members = "".join(f"member => PJSIP/{extension}\n" for extension in extensions)
        rtp_from = 10000 + 2 * (os.getpid() % 9000)
        return {
            "asterisk.conf": (
                f"[directories]\nastetcdir => {inside}\nastmoddir => {modules}\n"
                f"astvarlibdir => /var/lib/asterisk\nastdatadir => /usr/share/asterisk\n"
                f"astdbdir => {inside}\nastrundir => {inside}\nastlogdir => {inside}\n"
                f"astspooldir => {inside}\n[options]\nmaxfiles = 10000\n"
            ),
            "modules.conf": "[modules]\nautoload=yes\n"
            + "".join(f"noload => {name}.so\n" for name in _NOT_NEEDED),
            "rtp.conf": (
                f"[general]\nrtpstart={rtp_from}\nrtpend={rtp_from + 2000}\n"
                "strictrtp=no\nicesupport=no\n"
            ),
            "pjsip.conf": (
                "[global]\ntype=global\nendpoint_identifier_order=username,anonymous,ip\n"
                f"[udp]\ntype=transport\nprotocol=udp\nbind=127.0.0.1:{self.address[1]}\n"
                f"[anonymous]\ntype=endpoint\ncontext=from-112\n{_MEDIA}{takers}"
            ),
            "queues.conf": (
                "[general]\npersistentmembers=no\n[112]\nstrategy=rrmemory\nautofill=yes\n"
                f"ringinuse=no\ntimeout=20\nretry=1\nmusicclass=default\n{members}"
            ),
            "musiconhold.conf": (
                "[default]\nmode=files\ndirectory=/usr/share/asterisk/sounds/en_US_f_Allison\n"
            ),
            "extensions.conf": (
                "[from-112]\n"
                f"exten => {ANSWER_FIRST},1,Answer()\nsame => n,Queue(112,,,,60)\n"
                "same => n,Hangup()\n"
                f"exten => {ANSWER_BY_TAKER},1,Queue(112,r,,,60)\nsame => n,Hangup()\n"
            ),
        }


_MEDIA = "disallow=all\nallow=alaw,ulaw\ndirect_media=no\nmedia_address=127.0.0.1\n"
_NOT_NEEDED = (
    "chan_iax2", "chan_unistim", "chan_dahdi", "res_hep", "res_snmp", "res_xmpp", "cdr_csv",
    "res_config_ldap", "res_config_pgsql", "res_phoneprov", "pbx_dundi", "res_smdi",
    "res_stun_monitor", "res_http_media_cache", "app_voicemail", "app_minivm", "pbx_ael", "pbx_lua",
)  # fmt: skip


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
