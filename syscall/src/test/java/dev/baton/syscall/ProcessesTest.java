package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessesTest {
    private static final int NOBODY = Integer.MAX_VALUE;

    /** The words of a line of {@code /proc/thread-self/status}. */
    private static String[] status(String key) throws Exception {
        return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> line.substring(key.length() + 1).strip().split("\\s+", -1))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void usersAndGroupsAreThoseThatProcTells() throws Exception {
        int[] ids = new int[3];
        String[] uid = status("Uid");
        assertThat(Processes.getuid()).isEqualTo(Integer.parseUnsignedInt(uid[0]));
        assertThat(Processes.geteuid()).isEqualTo(Integer.parseUnsignedInt(uid[1]));
        assertThat(Processes.getresuid(ids)).isZero();
        assertThat(ids[2]).isEqualTo(Integer.parseUnsignedInt(uid[2]));
        String[] gid = status("Gid");
        assertThat(Processes.getgid()).isEqualTo(Integer.parseUnsignedInt(gid[0]));
        assertThat(Processes.getegid()).isEqualTo(Integer.parseUnsignedInt(gid[1]));
        assertThat(Processes.getresgid(ids)).isZero();
        assertThat(ids[2]).isEqualTo(Integer.parseUnsignedInt(gid[2]));

        int count = (int) Processes.getgroups(new int[0]);
        int[] groups = new int[count];
        assertThat(Processes.getgroups(groups)).isEqualTo(count);
        String[] expected = status("Groups");
        assertThat(groups)
                .containsExactlyInAnyOrder(
                        java.util.Arrays.stream(expected)
                                .filter(group -> !group.isEmpty())
                                .mapToInt(Integer::parseUnsignedInt)
                                .toArray());
    }

    @Test
    void whatTheKernelCannotAnswerItRefuses() {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .fails(Sysno.SYS_GETRESUID, Errno.EFAULT)
                        .fails(Sysno.SYS_GETRESGID, Errno.EFAULT)
                        .fails(Sysno.SYS_GETGROUPS, Errno.EINVAL)) {
            assertThat(Processes.getresuid(new int[3])).isEqualTo(Errno.EFAULT.result());
            assertThat(Processes.getresgid(new int[3])).isEqualTo(Errno.EFAULT.result());
            assertThat(Processes.getgroups(new int[1])).isEqualTo(Errno.EINVAL.result());
            assertThat(kernel.calls()).isEqualTo(3);
        }
    }

    @Test
    void aProcessHasAGroupAndASession() {
        int pid = Syscall.getpid();
        assertThat(Processes.getpgid(0)).isPositive().isEqualTo(Processes.getpgid(pid));
        assertThat(Processes.getsid(0)).isEqualTo(Processes.getsid(pid));
        assertThat(Processes.getpgid(NOBODY)).isEqualTo(Errno.ESRCH.result());
        assertThat(Processes.getsid(NOBODY)).isEqualTo(Errno.ESRCH.result());
        assertThat(Processes.setpgid(NOBODY, 0)).isEqualTo(Errno.ESRCH.result());
    }

    /** A program of a JVM of its own, for it leaves the group and the session of the build. */
    static final class Leaves {
        public static void main(String[] args) {
            int pid = Syscall.getpid();
            System.out.println(Processes.setpgid(0, 0) + " " + (Processes.getpgid(0) == pid));
            System.out.println(Errno.errnoErr(Processes.setsid()).name());
        }
    }

    /** The same, which does not lead a group: a shell between starts it with one of its own. */
    static final class Begins {
        public static void main(String[] args) {
            int pid = Syscall.getpid();
            System.out.println((Processes.setsid() == pid) + " " + (Processes.getsid(0) == pid));
        }
    }

    @Test
    void aProcessLeavesItsGroupAndCannotBeginASessionThen() throws Exception {
        assertThat(java(Leaves.class).lines()).containsExactly("0 true", "EPERM");
        assertThat(java(Begins.class).lines()).containsExactly("true true");
    }

    private static String java(Class<?> main) throws Exception {
        return Programs.run(
                List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()));
    }

    @Test
    void theUmaskIsReturnedAndPutBack() throws Exception {
        int before = Processes.umask(0123);
        try {
            assertThat(Processes.umask(0123)).isEqualTo(0123);
        } finally {
            assertThat(Processes.umask(before)).isEqualTo(0123);
        }
        assertThat(Integer.parseInt(status("Umask")[0], 8)).isEqualTo(before);
    }

    @Test
    void thePersonalityIsAsked() {
        assertThat(Processes.personality(-1)).isNotNegative();
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread().fails(Sysno.SYS_PERSONALITY, Errno.EPERM)) {
            assertThat(Processes.personality(8)).isEqualTo(Errno.EPERM.result());
            assertThat(kernel.calls()).isOne();
        }
    }

    @Test
    void aThreadOfTheOsHasANameAndASlack() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment old = arena.allocate(16);
            MemorySegment name = arena.allocate(16);
            assertThat(Processes.prctl(Processes.PR_GET_NAME, old.address(), 0, 0, 0)).isZero();
            name.setString(0, "named by a test", UTF_8);
            assertThat(Processes.prctl(Processes.PR_SET_NAME, name.address(), 0, 0, 0)).isZero();
            name.fill((byte) 0);
            assertThat(Processes.prctl(Processes.PR_GET_NAME, name.address(), 0, 0, 0)).isZero();
            assertThat(name.getString(0, UTF_8)).isEqualTo("named by a test");
            assertThat(Processes.prctl(Processes.PR_SET_NAME, old.address(), 0, 0, 0)).isZero();
        }
        assertThat(Processes.prctl(Processes.PR_GET_TIMERSLACK, 0, 0, 0, 0)).isPositive();
        assertThat(Processes.prctl(-2, 0, 0, 0, 0)).isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void capabilitiesAreThoseThatProcTells() throws Exception {
        long[] sets = new long[3];
        assertThat(Processes.capget(0, sets)).isZero();
        assertThat(sets)
                .containsExactly(
                        Long.parseUnsignedLong(status("CapEff")[0], 16),
                        Long.parseUnsignedLong(status("CapPrm")[0], 16),
                        Long.parseUnsignedLong(status("CapInh")[0], 16));
        assertThat(Processes.capget(NOBODY, sets)).isEqualTo(Errno.ESRCH.result());
    }

    /** What the JDK starts it waits for; an orphan below this process is nobody else's. */
    @Test
    void anOrphanIsWaitedFor() throws Exception {
        assertThat(Processes.prctl(Processes.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)).isZero();
        try {
            // It lives until its input is closed, which the JDK does when the shell has ended.
            String script = "exec 3<&0; (read line <&3; exit 7) & echo $!";
            Process shell = new ProcessBuilder("sh", "-c", script).start();
            int orphan = Integer.parseInt(shell.inputReader().readLine());
            int[] status = new int[1];
            Rusage[] usage = new Rusage[1];
            shell.waitFor();
            assertThat(Processes.wait4(orphan, 0, status, usage)).isEqualTo(orphan);
            assertThat(status[0]).as("exit code 7").isEqualTo(7 << 8);
            assertThat(usage[0].maxResidentKib()).isPositive();
            assertThat(Processes.wait4(orphan, Fds.WNOHANG, status, null))
                    .isEqualTo(Errno.ECHILD.result());
        } finally {
            assertThat(Processes.prctl(Processes.PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)).isZero();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment is = arena.allocate(JAVA_INT);
            assertThat(Processes.prctl(Processes.PR_GET_CHILD_SUBREAPER, is.address(), 0, 0, 0))
                    .isZero();
            assertThat(is.get(JAVA_INT, 0)).isZero();
        }
    }

    @Test
    void descriptorsOfOneOpenFileAreTheSame() {
        int pid = Syscall.getpid();
        int fd = (int) Fds.eventfd2(0, Fcntl.O_CLOEXEC);
        int same = (int) Syscall.dup(fd);
        int other = (int) Fds.eventfd2(0, Fcntl.O_CLOEXEC);
        long r1 = Processes.kcmp(pid, pid, Processes.KCMP_FILE, fd, same);
        boolean there = r1 != Errno.ENOSYS.result() && r1 != Errno.EPERM.result();
        if (there) {
            assertThat(r1).isZero();
            assertThat(Processes.kcmp(pid, pid, Processes.KCMP_FILE, fd, other)).isPositive();
            assertThat(Processes.kcmp(pid, pid, Processes.KCMP_FILE, fd, NOBODY))
                    .isEqualTo(Errno.EBADF.result());
        }
        for (int each : new int[] {fd, same, other}) {
            assertThat(Syscall.close(each)).isZero();
        }
        assumeTrue(there, "this kernel has no kcmp, or forbids it");
    }
}
