"""Process managers that write the output of their children to a file."""

import contextlib
import os
import shlex
import signal
import subprocess


class Peer:
    # Whether the file is compared with what the child wrote.
    keeps_all = True

    def __init__(self, binaries):
        self.path = os.path.join(binaries, self.program)

    @property
    def is_there(self):
        return os.path.exists(self.path)

    @contextlib.contextmanager
    def turn(self, floods, folder):
        floods.begin(folder)
        file = lambda label: os.path.join(folder, f"{label}.log")
        with open(os.path.join(folder, "peer.conf"), "w") as handle:
            handle.write(self.head(folder))
            for label in floods.labels:
                handle.write(self.entry(label, shlex.join(floods.command(label, folder)), file(label)))
        process = subprocess.Popen(
            [self.path, *self.arguments], cwd=folder, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield floods.run(folder, lambda label: [file(label)])
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


class Supervisord(Peer):
    name = "supervisor 4.3"
    program = "supervisord"
    arguments = ["-n", "-c", "peer.conf"]

    def head(self, folder):
        return "[supervisord]\nlogfile=/dev/null\nlogfile_maxbytes=0\npidfile=s.pid\n"

    def entry(self, label, command, file):
        return (f"[program:{label}]\ncommand={command}\nautorestart=false\nstartsecs=0\n"
                f"stdout_logfile={file}\nstdout_logfile_maxbytes=0\nstderr_logfile=NONE\n")


class Circus(Peer):
    name = "circus 0.19"
    program = "circusd"
    arguments = ["peer.conf"]

    def head(self, folder):
        return f"[circus]\nendpoint=ipc://{folder}/c1\npubsub_endpoint=ipc://{folder}/c2\nstatsd=False\n"

    def entry(self, label, command, file):
        return (f"[watcher:{label}]\ncmd={command}\nrespawn=False\n"
                f"stdout_stream.class=FileStream\nstdout_stream.filename={file}\n")
