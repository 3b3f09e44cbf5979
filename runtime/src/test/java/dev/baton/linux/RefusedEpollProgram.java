package dev.baton.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes an {@link Epoll} where a sandbox refuses a call of it, and says what it got. */
public final class RefusedEpollProgram {
    /** Exit code where the kernel takes no filters. */
    public static final int NO_SECCOMP = 77;

    private RefusedEpollProgram() {}

    /**
     * Runs it.
     *
     * @param args the name of a {@link RefusedCall}
     * @throws IOException which ends it
     */
    public static void main(String[] args) throws IOException {
        new Epoll().close(); // all is loaded that has files open
        if (!RefusedCall.valueOf(args[0]).refuse()) {
            System.exit(NO_SECCOMP);
        }
        int before = open();
        try (Epoll epoll = new Epoll()) {
            System.out.println("made: " + (epoll.await(new Epoll.Events(), 1) == 0));
        } catch (IOException e) {
            System.out.println("refused: " + e.getMessage());
        }
        System.out.println("left open: " + (open() - before));
    }

    /** Of those that an Epoll opens. */
    private static int open() throws IOException {
        int n = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : all) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    n += target.contains("[event") ? 1 : 0; // [eventpoll], [eventfd]
                } catch (IOException e) {
                    // closed meanwhile
                }
            }
        }
        return n;
    }
}
