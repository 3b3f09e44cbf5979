package dev.baton.cli.doctor;

import dev.baton.linux.ThreadLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All that the doctor asks of the outside, so that a test can show it a machine that lacks
 * something. {@link ThisProcess} is the real one.
 */
public interface Surroundings {
    /**
     * A system property of the JVM.
     *
     * @param name its name
     * @return its value, or the empty string
     */
    String property(String name);

    /** {@return the feature release of the JDK} */
    int feature();

    /** {@return how many processors the JVM counts: the affinity and the cgroup's quota count} */
    int processors();

    /** {@return the JVM's largest heap, in bytes} */
    long maxHeapBytes();

    /** {@return why the JDK's virtual threads can't be taken over, or empty when they can} */
    Optional<String> seamRefusal();

    /** {@return how system calls leave Java, as {@link dev.baton.syscall.Syscall} has chosen} */
    SystemCalls systemCalls();

    /** {@return why the kernel doesn't tell when a thread goes to sleep, or empty when it does} */
    Optional<String> perfRefusal();

    /** {@return why Baton can't wait for the network, or empty when it can} */
    Optional<String> networkRefusal();

    /** {@return why there is no io_uring, or empty when there is} */
    Optional<String> ioUringRefusal();

    /** {@return why a thread may not have its sleeps end exactly, or empty when it may} */
    Optional<String> timerSlackRefusal();

    /** {@return what limits the threads of this process, as far as the kernel tells} */
    List<ThreadLimits.Limit> threadLimits();

    /** {@return whether the kernel tells how long a thread has been on a CPU} */
    boolean tellsCpuTime();

    /** {@return whether the kernel tells how often a thread has gone to sleep} */
    boolean tellsSleeps();

    /** {@return whether {@code /proc} tells whether a thread sleeps} */
    boolean tellsStates();

    /** {@return whether a thread finds out how much of its stack is left} */
    boolean tellsStack();

    /** {@return whether the JVM says where it tells JVM TI of each mount of a virtual thread} */
    boolean knowsMountNotices();

    /**
     * Makes a system call that doesn't block.
     *
     * @param number of {@link dev.baton.syscall.Sysno}
     * @param a1 its first argument
     * @param a2 its second argument
     * @return the kernel's result; −4095..−1 is an errno
     */
    long systemCall(int number, long a1, long a2);

    /**
     * Reads a small file.
     *
     * @param file of {@code /proc} or {@code /sys}
     * @return its text without white space at the ends, or empty when it isn't there or not
     *     readable
     */
    Optional<String> read(Path file);

    /**
     * Runs Baton for a moment: on one P, a virtual thread that another one must wake out of the
     * kernel.
     *
     * @return why it did not come to an end, or empty when it did
     */
    Optional<String> trialRefusal();

    /**
     * How system calls leave Java.
     *
     * @param byMachineCode whether by machine code of ours, else through the C library
     * @param reason why so
     */
    record SystemCalls(boolean byMachineCode, String reason) {}
}
