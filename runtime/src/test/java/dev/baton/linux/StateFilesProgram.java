package dev.baton.linux;

import dev.baton.Posix;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at more threads than it has descriptors for, and goes on when it has none: prints the
 * states that it saw, and how many files it had open.
 */
public final class StateFilesProgram {
    /** What the process may have. */
    public static final int DESCRIPTORS = 256;

    private static final int THREADS = 40;

    private StateFilesProgram() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception which ends it
     */
    public static void main(String[] args) throws Exception {
        Posix.limitOpenFiles(DESCRIPTORS);
        List<Sleeper> threads = new ArrayList<>();
        List<StateFile> files = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(Sleeper.start(() -> Libc.nanosleep(Long.MAX_VALUE)));
            threads.get(i).awaitState('S');
            files.add(new StateFile());
        }
        System.out.println("seen: " + look(threads, files));
        System.out.println("files: " + StatFiles.open("").size());

        files.getFirst().end(); // there is room for one more, but nothing to open it with
        files.set(0, new StateFile());
        List<FileInputStream> taken = new ArrayList<>();
        String seen;
        try {
            while (true) {
                taken.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            seen = look(threads, files);
        }
        for (FileInputStream in : taken) {
            in.close();
        }
        System.out.println("without descriptors: " + seen);
        System.out.println("with them again: " + look(threads, files));
        System.out.println("files: " + StatFiles.open("").size());
        files.forEach(StateFile::end);
        System.out.println("files: " + StatFiles.open("").size());
    }

    private static String look(List<Sleeper> threads, List<StateFile> files) {
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < THREADS; i++) {
            seen.append(files.get(i).look(threads.get(i).tid()));
        }
        return seen.toString();
    }
}
