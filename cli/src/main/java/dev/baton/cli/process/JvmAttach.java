package dev.baton.cli.process;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * Has a JVM connect to this process, by the JDK's attach mechanism: the JVM asks the kernel who is
 * there, and answers nobody but its own user and root.
 */
final class JvmAttach implements Callable<SocketChannel> {
    private static final int MIN_JDK = 25;

    /** Generously: where there is another agent, who attaches waits for it in vain. */
    private static final long TAKES_OVER_WITHIN_NANOS = 3_000_000_000L;

    private static final long ASK_AGAIN_NANOS = 20_000_000;
    private static final String NO_ATTACH = "-XX:+DisableAttachMechanism";

    private final ProcEntry process;

    JvmAttach(ProcEntry process) {
        this.process = process;
    }

    /**
     * Throws when it is clear from outside that it can't be, so that the process isn't disturbed.
     */
    static void check(ProcEntry process) throws ProcessUnavailableException {
        if (!process.exists()) {
            throw no(process, "there is no such process");
        }
        int self = ProcEntry.SELF.user();
        if (self != 0 && process.user() != self) {
            throw no(
                    process,
                    "it belongs to another user (%d, and you are %d): ask as that user or as root"
                            .formatted(process.user(), self));
        }
        if (!process.maySeemAJvm()) {
            throw no(process, "it is no JVM but \"" + process.command() + "\"");
        }
        if (process.isStopped()) {
            throw no(process, "it is stopped; let it go on with: kill -CONT " + process.pid());
        }
        if (process.commandLine().contains(NO_ATTACH)) {
            throw no(process, "its JVM lets nobody attach: it was started with " + NO_ATTACH);
        }
    }

    static ProcessUnavailableException no(ProcEntry process, String why) {
        return new ProcessUnavailableException("process " + process.pid() + ": " + why);
    }

    /** Attaches. May take as long as the JVM takes to answer. */
    @Override
    public SocketChannel call() throws IOException {
        VirtualMachine jvm;
        try {
            jvm = VirtualMachine.attach(Long.toString(process.pid()));
        } catch (AttachNotSupportedException e) {
            throw no(process, "its JVM does not let us attach: " + e.getMessage());
        } catch (IOException e) {
            throw no(process, "could not attach: " + e.getMessage());
        }
        try {
            return connect(jvm);
        } finally {
            jvm.detach();
        }
    }

    private SocketChannel connect(VirtualMachine jvm) throws IOException {
        requireBaton(jvm);
        try (MeetingPlace place = MeetingPlace.with(process)) {
            jvm.getAgentProperties(); // has it look for the place, and connect
            SocketChannel channel = place.accept();
            if (channel == null) {
                throw no(process, "its Baton did not come to " + place.directory());
            }
            return channel;
        }
    }

    private void requireBaton(VirtualMachine jvm) throws IOException {
        long asked = System.nanoTime();
        Properties told = jvm.getAgentProperties();
        while (told.getProperty("baton.version") == null) {
            // An agent that nobody has needed yet is on its way since the first question.
            if (!told.getProperty("sun.jvm.args", "").contains("-javaagent:")
                    || System.nanoTime() - asked > TAKES_OVER_WITHIN_NANOS) {
                throw noBaton(jvm);
            }
            LockSupport.parkNanos(ASK_AGAIN_NANOS);
            told = jvm.getAgentProperties();
        }
    }

    private ProcessUnavailableException noBaton(VirtualMachine jvm) throws IOException {
        String java = jvm.getSystemProperties().getProperty("java.specification.version", "");
        int feature = java.matches("\\d{2,5}") ? Integer.parseInt(java) : 8;
        return no(
                process,
                feature < MIN_JDK
                        ? "it runs on JDK " + java + "; Baton needs " + MIN_JDK + " or later"
                        : "it runs without Baton; start it by: baton run COMMAND, or switch it on"
                                + " by: baton attach "
                                + process.pid());
    }
}
