package dev.baton.os;

import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Syscall;

/** A pipe that was made elsewhere: reads and writes wait in the kernel. */
final class BlockingPipe {
    private BlockingPipe() {}

    static Pipe make() throws PathError {
        int[] fds = new int[2];
        if (Syscall.pipe2(fds, Fcntl.O_CLOEXEC) != 0) {
            throw new AssertionError("pipe2");
        }
        return new Pipe(File.newFile(fds[0], "|0"), File.newFile(fds[1], "|1"));
    }
}
