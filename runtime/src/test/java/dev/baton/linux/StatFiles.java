package dev.baton.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The stat files of threads that this process has open. */
public final class StatFiles {
    private StatFiles() {}

    /**
     * Looks at all descriptors.
     *
     * @param thread a thread's number, or "" for any thread
     * @return those of its stat file
     * @throws IOException when the descriptors can't be listed
     */
    public static List<String> open(String thread) throws IOException {
        String end = thread.isEmpty() ? "/stat" : "/task/" + thread + "/stat";
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : all) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.contains("/task/") && target.endsWith(end)) {
                        found.add(descriptor.getFileName().toString());
                    }
                } catch (IOException e) {
                    // closed meanwhile
                }
            }
        }
        return found;
    }
}
