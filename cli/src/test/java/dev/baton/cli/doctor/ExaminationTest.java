package dev.baton.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.linux.ThreadLimits.Limit;
import dev.baton.syscall.Errno;
import dev.baton.syscall.Sysno;
import dev.baton.vthread.JdkAccess;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExaminationTest {
    private final OtherMachine machine = new OtherMachine();

    private Finding find(String id) {
        return Examination.of(machine).stream()
                .filter(finding -> finding.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aMachineOnWhichAllIsWellNeedsNoAdvice() {
        List<Finding> findings = Examination.of(machine);

        assertThat(findings).allMatch(finding -> finding.verdict() == Verdict.OK);
        assertThat(findings).allMatch(finding -> finding.advice().isEmpty());
        assertThat(findings)
                .extracting(Finding::id)
                .containsExactly(
                        "platform",
                        "jdk",
                        "seam",
                        "kernel",
                        "cpu",
                        "cgroup",
                        "executable_memory",
                        "perf_events",
                        "network",
                        "timer_slack",
                        "thread_states",
                        "cpu_time",
                        "sleeps",
                        "stack",
                        "mount_notices",
                        "io_uring",
                        "membarrier",
                        "threads",
                        "files",
                        "trial");
    }

    @Test
    void anotherSystemIsFatalAndNothingElseIsAskedOfIt() {
        machine.properties.put("os.name", "Mac OS X");
        machine.systemCalls.clear();

        List<Finding> findings = Examination.of(machine);

        assertThat(findings.getFirst().verdict()).isEqualTo(Verdict.FATAL);
        assertThat(findings.getFirst().found()).contains("Mac OS X");
        assertThat(findings).extracting(Finding::id).doesNotContain("kernel", "trial");
    }

    @Test
    void anUnknownProcessorIsFatal() {
        machine.properties.put("os.arch", "s390x");

        assertThat(find("platform").verdict()).isEqualTo(Verdict.FATAL);
        assertThat(find("platform").found()).contains("s390x");
    }

    @Test
    void anOldJdkIsFatalAndItsSuccessorIsNamed() {
        machine.feature = 21;
        machine.properties.put("java.runtime.version", "21.0.9+10");

        assertThat(find("jdk").verdict()).isEqualTo(Verdict.FATAL);
        assertThat(find("jdk").found()).contains("21.0.9+10", "/a/jdk");
        assertThat(find("jdk").advice().orElseThrow()).contains("JDK 25", "JAVA_HOME");
    }

    @Test
    void aJdkWithoutTheSeamIsFatalAndWhatItLacksIsNamed() {
        machine.feature = 31;
        machine.withoutSeam("Baton does not know JDK 31: int VirtualThread.state is not there");

        assertThat(find("jdk").verdict()).isEqualTo(Verdict.OK);
        assertThat(find("seam").verdict()).isEqualTo(Verdict.FATAL);
        assertThat(find("seam").found()).contains("VirtualThread.state");
        assertThat(find("seam").advice().orElseThrow()).contains("JDK 25");
    }

    @Test
    void missingFlagsAreFatalAndTheAdviceIsToGiveThem() {
        machine.withoutSeam("this java was started without: " + JdkAccess.FLAGS);

        assertThat(find("seam").verdict()).isEqualTo(Verdict.FATAL);
        assertThat(find("seam").advice().orElseThrow()).contains("these flags");
    }

    @Test
    void withoutPerfEventsBatonLooksIntoProc() {
        machine.perfRefusal = "forbidden, since kernel.perf_event_paranoid is 3; 2 would do";

        Finding finding = find("perf_events");

        assertThat(finding.verdict()).isEqualTo(Verdict.LESS);
        assertThat(finding.found()).contains("is 3");
        assertThat(finding.use()).contains("/proc");
        assertThat(finding.advice().orElseThrow()).contains("kernel.perf_event_paranoid=2");
    }

    @Test
    void withoutEpollTheJdksPollersStay() {
        machine.networkRefusal = "epoll_create1: Operation not permitted (errno 1)";

        Finding finding = find("network");

        assertThat(finding.verdict()).isEqualTo(Verdict.LESS);
        assertThat(finding.found()).contains("epoll_create1");
        assertThat(finding.use()).contains("JDK's own pollers");
    }

    @Test
    void whereTheTimerSlackIsFixedSleepsEndLater() {
        machine.timerSlackRefusal = "prctl(PR_SET_TIMERSLACK): Invalid argument (errno 22)";

        Finding finding = find("timer_slack");

        assertThat(finding.verdict()).isEqualTo(Verdict.LESS);
        assertThat(finding.found()).contains("errno 22");
        assertThat(finding.use()).contains("50 µs");
    }

    @Test
    void whatTheKernelDoesNotTellOfAThreadIsSaid() {
        machine.tellsStates = false;
        machine.tellsCpuTime = false;
        machine.tellsSleeps = false;
        machine.tellsStack = false;

        assertThat(find("thread_states").use()).contains("10 ms");
        assertThat(find("cpu_time").advice().orElseThrow()).contains("clock_gettime");
        assertThat(find("sleeps").advice().orElseThrow()).contains("getrusage");
        assertThat(find("stack").verdict()).isEqualTo(Verdict.LESS);
    }

    @Test
    void aStrippedJvmKeepsItsNoticesOfMounts() {
        machine.knowsMountNotices = false;

        Finding finding = find("mount_notices");

        assertThat(finding.verdict()).isEqualTo(Verdict.LESS);
        assertThat(finding.advice().orElseThrow()).contains("DoJVMTIVirtualThreadTransitions");
    }

    @Test
    void withoutExecutableMemorySystemCallsGoThroughTheCLibrary() {
        machine.calls = new Surroundings.SystemCalls(false, "mprotect(PROT_EXEC): EACCES");

        Finding finding = find("executable_memory");

        assertThat(finding.verdict()).isEqualTo(Verdict.LESS);
        assertThat(finding.found()).contains("EACCES");
        assertThat(finding.use()).contains("C library");
    }

    @Test
    void withoutIoUringWhoWaitsForAFileHoldsAThread() {
        machine.ioUringRefusal = "io_uring: forbidden, since kernel.io_uring_disabled is 2";

        Finding finding = find("io_uring");

        assertThat(finding.verdict()).isEqualTo(Verdict.LESS);
        assertThat(finding.found()).contains("kernel.io_uring_disabled is 2");
        assertThat(finding.use()).contains("holds a thread");
    }

    @Test
    void whatMembarrierCanDoIsSaid() {
        machine.systemCalls.put(Sysno.SYS_MEMBARRIER, 1L);
        assertThat(find("membarrier").found()).contains("slow");

        machine.systemCalls.put(Sysno.SYS_MEMBARRIER, Errno.ENOSYS.result());
        assertThat(find("membarrier").found()).contains("ENOSYS");
    }

    @Test
    void theNarrowestLimitOfThreadsIsNamed() {
        machine.files.put("/proc/sys/vm/max_map_count", "9000");
        assertThat(find("threads").verdict()).isEqualTo(Verdict.LESS);
        assertThat(find("threads").found()).contains("4,500", "vm.max_map_count");

        machine.threadLimits.add(new Limit("ulimit -u of this user", 256, 30));
        assertThat(find("threads").found()).contains("256", "ulimit -u");
        assertThat(find("threads").advice().orElseThrow()).contains("ulimit -u");
    }

    @Test
    void aCgroupsLimitOfThreadsCounts() {
        machine.threadLimits.add(new Limit("pids.max of /sys/fs/cgroup/a", 100, 30));

        assertThat(find("threads").found()).contains("100", "pids.max of /sys/fs/cgroup/a");
        assertThat(find("threads").use()).contains("leaves 16 of them");
        assertThat(find("threads").advice().orElseThrow()).contains("pids.max of /sys/fs/cgroup/a");
        assertThat(find("cgroup").found()).isEqualTo("100 threads");
    }

    @Test
    void lessThanAProcessorForEachPIsWorthAWord() {
        machine.files.put("/proc/self/cgroup", "0::/\n");
        machine.files.put(
                "/proc/self/mountinfo", "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
        machine.files.put("/sys/fs/cgroup/cpu.max", "350000 100000");

        assertThat(find("cgroup").verdict()).isEqualTo(Verdict.LESS);
        assertThat(find("cgroup").found()).isEqualTo("3.50 CPUs");
    }

    @Test
    void fewOpenFilesAreWorthAWord() {
        machine.files.put("/proc/self/limits", OtherMachine.limits("1024"));
        assertThat(find("files").verdict()).isEqualTo(Verdict.LESS);
        assertThat(find("files").advice().orElseThrow()).contains("ulimit -n");

        machine.files.put("/proc/self/limits", OtherMachine.limits("unlimited"));
        assertThat(find("files").found()).isEqualTo("no limit");
    }

    @Test
    void aTrialThatFailsIsFatal() {
        machine.trialRefusal = "nothing came of it within 20 s";

        assertThat(find("trial").verdict()).isEqualTo(Verdict.FATAL);
        assertThat(find("trial").found()).contains("20 s");
    }
}
