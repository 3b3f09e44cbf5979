package programs.harness;

import java.io.IOException;
import java.nio.file.Path;

/** Makes named pipes, for which Java has no call. */
public final class Fifo {
    private Fifo() {}

    /**
     * Makes one.
     *
     * @param path where; nothing is there yet
     * @return the path
     * @throws IOException when it can't be made
     * @throws InterruptedException when interrupted
     */
    public static Path make(Path path) throws IOException, InterruptedException {
        int status = new ProcessBuilder("mkfifo", path.toString()).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException("mkfifo " + path + " ended with " + status);
        }
        return path;
    }
}
