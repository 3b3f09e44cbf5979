package dev.baton.os;

import dev.baton.syscall.Fcntl;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Files and directories of which the name does not matter, as Go's tempfile.go makes them: under a
 * random name that nobody has, for the kernel refuses one that somebody has.
 */
final class TempFiles {
    private static final String OP_FILE = "createtemp";
    private static final String OP_DIRECTORY = "mkdirtemp";
    private static final int PERM_OF_FILE = 0600;
    private static final int PERM_OF_DIRECTORY = 0700;

    /** So many names that are taken are no accident. */
    private static final int MOST_TRIES = 10_000;

    private TempFiles() {}

    static File create(String dir, String pattern) throws PathError {
        Pattern names = Pattern.of(OP_FILE, dir, pattern);
        int flags = Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL;
        for (int tries = 1; ; tries++) {
            try {
                return Place.of(OP_FILE, names.next()).open(flags, PERM_OF_FILE);
            } catch (ErrExist e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    static String mkdir(String dir, String pattern) throws PathError {
        Pattern names = Pattern.of(OP_DIRECTORY, dir, pattern);
        for (int tries = 1; ; tries++) {
            String path = names.next();
            try {
                Place.of(OP_DIRECTORY, path).mkdir(PERM_OF_DIRECTORY);
                return path;
            } catch (ErrExist e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** What stands before the random number, and behind it. */
    private record Pattern(String prefix, String suffix) {
        static Pattern of(String op, String dir, String pattern) throws ErrInvalid {
            if (pattern.indexOf('/') >= 0) {
                throw new ErrInvalid(op, pattern, "the pattern has a / in it");
            }
            String in = dir.isEmpty() ? Os.tempDir() : dir;
            String prefix = in.endsWith("/") ? in : in + "/";
            int star = pattern.lastIndexOf('*');
            return star < 0
                    ? new Pattern(prefix + pattern, "")
                    : new Pattern(prefix + pattern.substring(0, star), pattern.substring(star + 1));
        }

        String next() {
            int random = ThreadLocalRandom.current().nextInt();
            return prefix + Integer.toUnsignedString(random) + suffix;
        }
    }
}
