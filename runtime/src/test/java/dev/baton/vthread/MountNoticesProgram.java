package dev.baton.vthread;

import com.sun.tools.attach.VirtualMachine;
import dev.baton.Baton;
import java.lang.instrument.Instrumentation;
import java.util.concurrent.SynchronousQueue;
import jdk.internal.misc.Unsafe;

/**
 * Says whether the JVM tells JVM TI of each mount: at its start, after it was switched off, and
 * when another agent has come, the jar that it is given; virtual threads run in between. With
 * {@code other} one of the JDK's own has run before.
 */
public final class MountNoticesProgram {
    private MountNoticesProgram() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 1) {
            Thread.startVirtualThread(() -> {}).join();
        }
        say("begins");
        System.out.println(MountNotices.switchOff());
        say("goes on");
        try (Baton baton = Baton.builder().maxProcs(2).build()) {
            handOver(baton);
            attach(args[0]);
            say("attached");
            handOver(baton);
        }
        System.out.println("done");
    }

    private static void say(String when) throws Exception {
        long address = JvmVariables.TELLS;
        System.out.println(when + ": " + (Unsafe.getUnsafe().getByte(address) != 0));
    }

    private static void attach(String jar) throws Exception {
        VirtualMachine vm = VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
        vm.loadAgent(jar);
        vm.detach();
    }

    private static void handOver(Baton baton) throws InterruptedException {
        SynchronousQueue<Integer> queue = new SynchronousQueue<>();
        Thread puts =
                baton.startVirtualThread(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        put(queue, i);
                    }
                });
        for (int i = 0; i < 10_000; i++) {
            if (queue.take() != i) {
                throw new AssertionError("not " + i);
            }
        }
        puts.join();
    }

    private static void put(SynchronousQueue<Integer> queue, int i) {
        try {
            queue.put(i);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** An agent that wants nothing. */
    public static final class Agent {
        private Agent() {}

        public static void premain(String options, Instrumentation instrumentation) {}

        public static void agentmain(String options, Instrumentation instrumentation) {}
    }
}
