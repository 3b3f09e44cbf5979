package dev.baton.linux;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/**
 * How many threads the kernel lets this process have, and how many of them are taken: {@code
 * pids.max} of its control groups, of version 1 and 2, up to the root that it sees; {@code
 * RLIMIT_NPROC}, where it holds; and the threads and numbers of the whole machine.
 *
 * <p>A look reads some eight small files. It takes 60 µs when its code is compiled, which it rarely
 * is, else 1 ms, and the first one 5 ms. The limits may be changed at any time, and the process
 * moved to another group; so it asks for them each time.
 *
 * <p>Not for several threads at once.
 */
public final class ThreadLimits {
    /** A JVM of two processors starts some ten of its threads when it comes to need them. */
    private static final long LEAST_KEPT = 16;

    private static final int KEPT_SHARE = 8;

    /** The other processes of the user are counted again after so long. */
    private static final long COUNT_OTHERS_EVERY_NS = 10_000_000_000L;

    // include/uapi/linux/capability.h; either of them lifts RLIMIT_NPROC.
    private static final int CAP_SYS_ADMIN = 21;
    private static final int CAP_SYS_RESOURCE = 24;

    private static final String PIDS_MAX = "pids.max of ";

    /** {@code /proc/self/uid_map} of who is in no user namespace but the first: all are mapped. */
    private static final String ALL_USERS = "0 0 4294967295";

    /**
     * One of them.
     *
     * @param name what it is to be raised by
     * @param most how many threads there may be
     * @param taken how many there are
     */
    public record Limit(String name, long most, long taken) {
        /** {@return how many more Baton may start, and leave the others some; may be negative} */
        public long room() {
            return most - taken - kept(most);
        }

        /** {@return whether it is one of the process's control groups} */
        public boolean isOfAGroup() {
            return name.startsWith(PIDS_MAX);
        }

        @Override
        public String toString() {
            return "%s: %d, of which %d are taken".formatted(name, most, taken);
        }
    }

    private final String root;

    private String membership = "";
    private List<String> groups = List.of();

    private long othersCountedNs;
    private long others = -1;

    /** Those of this process; looks at nothing yet. */
    public ThreadLimits() {
        this("");
    }

    /** The same of a tree of files that begins elsewhere. */
    ThreadLimits(String root) {
        this.root = root;
    }

    /**
     * How many threads of a limit are left to others than Baton: to the JVM, which starts compilers
     * and collectors when it needs them, and to the program.
     *
     * @param most the limit
     * @return an eighth of it, and not less than 16
     */
    public static long kept(long most) {
        return Math.max(LEAST_KEPT, most / KEPT_SHARE);
    }

    /**
     * Looks at all of them now.
     *
     * @return the one that leaves the least {@linkplain Limit#room room}, or null where none is
     *     known
     */
    public Limit nearest() {
        Limit nearest = null;
        for (Limit limit : all()) {
            if (nearest == null || limit.room() < nearest.room()) {
                nearest = limit;
            }
        }
        return nearest;
    }

    /**
     * Looks at all of them now.
     *
     * @return those that are known
     */
    public List<Limit> all() {
        List<Limit> all = new ArrayList<>();
        addGroups(all);
        addUsers(all);
        addMachines(all);
        return all;
    }

    // ---- Control groups -------------------------------------------------------------------------

    private void addGroups(List<Limit> all) {
        String now = read("/proc/self/cgroup");
        if (!now.equals(membership)) {
            membership = now;
            groups = ControlGroups.of("pids", now, read("/proc/self/mountinfo"));
        }
        for (String group : groups) {
            add(
                    all,
                    PIDS_MAX + group,
                    number(read(group + "/pids.max")), // "max" is none
                    number(read(group + "/pids.current")));
        }
    }

    // ---- The user -------------------------------------------------------------------------------

    private void addUsers(List<Limit> all) {
        String status = read("/proc/self/status");
        if (isLifted(status)) {
            return;
        }
        String limit = words(read("/proc/self/limits"), "Max processes");
        int end = limit.indexOf(' ');
        long most = number(end < 0 ? limit : limit.substring(0, end)); // the soft one
        long own = number(words(status, "Threads:"));
        if (most < 0 || own < 0) {
            return;
        }
        long now = System.nanoTime();
        boolean old = now - othersCountedNs > COUNT_OTHERS_EVERY_NS && own + others > most / 2;
        if (others < 0 || old) {
            othersCountedNs = now;
            others = countOthers(status);
        }
        add(all, "ulimit -u of this user", most, own + others);
    }

    /** Of whom the kernel does not ask it: root, and who may raise it anyway. */
    private boolean isLifted(String status) {
        if (!read("/proc/self/uid_map").strip().replaceAll(" +", " ").equals(ALL_USERS)) {
            return false; // whatever it may in its own namespace
        }
        String capabilities = words(status, "CapEff:");
        if (capabilities.matches("[0-9a-f]{1,16}")) {
            long set = Long.parseUnsignedLong(capabilities, 16);
            if ((set & (1L << CAP_SYS_ADMIN | 1L << CAP_SYS_RESOURCE)) != 0) {
                return true;
            }
        }
        return user(status).equals("0");
    }

    private static String user(String status) {
        String users = words(status, "Uid:"); // the real one first, which counts
        int end = users.indexOf('\t');
        return end < 0 ? users : users.substring(0, end);
    }

    /** The threads of the user's other processes, as far as they are to be seen here. */
    private long countOthers(String status) {
        String user = user(status);
        String self = words(status, "Tgid:");
        String[] processes = new File(root + "/proc").list();
        long count = 0;
        for (String process : processes == null ? new String[0] : processes) {
            if (Character.isDigit(process.charAt(0)) && !process.equals(self)) {
                String other = read("/proc/" + process + "/status");
                if (user(other).equals(user)) {
                    count += Math.max(number(words(other, "Threads:")), 0);
                }
            }
        }
        return count;
    }

    // ---- The machine ----------------------------------------------------------------------------

    private void addMachines(List<Limit> all) {
        String load = read("/proc/loadavg"); // 0.12 0.34 0.56 2/789 1011
        long taken = number(load.substring(load.indexOf('/') + 1).split(" ", 2)[0]);
        add(all, "sysctl kernel.threads-max", number(read("/proc/sys/kernel/threads-max")), taken);
        add(all, "sysctl kernel.pid_max", number(read("/proc/sys/kernel/pid_max")), taken);
    }

    private static void add(List<Limit> all, String name, long most, long taken) {
        if (most >= 0 && taken >= 0) {
            all.add(new Limit(name, most, taken));
        }
    }

    private String read(String file) {
        String text = ProcFile.look(root + file);
        return text == null ? "" : text;
    }

    /** What follows a name at the beginning of a line; empty when there is no such line. */
    private static String words(String text, String name) {
        int at = text.startsWith(name) ? 0 : text.indexOf("\n" + name) + 1;
        if (at == 0 && !text.startsWith(name)) {
            return "";
        }
        int end = text.indexOf('\n', at);
        return text.substring(at + name.length(), end < 0 ? text.length() : end).strip();
    }

    /** -1 for what is no number, or a file that is not there. */
    private static long number(String text) {
        String word = text.strip();
        int length = word.length();
        if (length == 0 || length > 18) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            char digit = word.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            value = 10 * value + digit - '0';
        }
        return value;
    }
}
