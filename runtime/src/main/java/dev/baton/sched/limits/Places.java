package dev.baton.sched.limits;

import dev.baton.linux.OpenFile;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Which of some limits a file falls under. Nothing is asked of the file system that the file lies
 * in, for it may be just the one that does not answer: the kernel's own name of an open file, and
 * its device, are known to the kernel itself; a path is only compared, letter by letter.
 *
 * <p>So a path that leads to a place through a symbolic link, or through another mount of the same
 * file system, is not seen to while it is opened; the file that was opened is. By its device a file
 * is known only when it is open.
 */
public final class Places {
    /** No limit. */
    public static final int NONE = -1;

    private final List<LimitSpec> specs;
    private final String directory;
    private final boolean asksDevices;

    /**
     * Knows the limits.
     *
     * @param specs all of them; the first that fits counts
     * @param directory where paths begin that don't at the root
     */
    public Places(List<LimitSpec> specs, String directory) {
        this.specs = specs;
        this.directory = directory;
        this.asksDevices = specs.stream().anyMatch(s -> s.kind() == LimitSpec.Kind.DEVICE);
    }

    /**
     * The limit of what a path names, whether it is there or not.
     *
     * @param path from the root or from the directory of the process
     * @return the place in the list of limits, or {@link #NONE}
     */
    public int ofPath(String path) {
        return find(clean(path.startsWith("/") ? path : directory + "/" + path), "", "");
    }

    /**
     * The limit of an open file.
     *
     * @param fd its number
     * @return the place in the list of limits, or {@link #NONE}; of what is not open as well
     */
    public int ofOpen(int fd) {
        String path = OpenFile.path(fd);
        if (path == null) {
            return NONE;
        }
        if (!asksDevices) {
            return find(path, "", "");
        }
        long[] devices = OpenFile.devices(fd);
        return devices == null
                ? find(path, "", "")
                : find(path, name(devices[0], devices[1]), name(devices[2], devices[3]));
    }

    private static String name(long major, long minor) {
        return major + ":" + minor;
    }

    private int find(String path, String itsDevice, String isDevice) {
        for (int i = 0; i < specs.size(); i++) {
            LimitSpec spec = specs.get(i);
            boolean fits =
                    switch (spec.kind()) {
                        case PLACE -> isBelow(path, spec.text());
                        case DEVICE ->
                                spec.text().equals(itsDevice) || spec.text().equals(isDevice);
                        case SITE -> false;
                    };
            if (fits) {
                return i;
            }
        }
        return NONE;
    }

    private static boolean isBelow(String path, String directory) {
        return directory.equals("/")
                ? path.startsWith("/") // a pipe's begins otherwise
                : path.startsWith(directory)
                        && (path.length() == directory.length()
                                || path.charAt(directory.length()) == '/');
    }

    /** A path from the root without what means nothing in it. Links are not looked for. */
    static String clean(String path) {
        if (!path.contains("/.") && !path.contains("//") && !path.endsWith("/")) {
            return path;
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return "/" + String.join("/", parts);
    }
}
