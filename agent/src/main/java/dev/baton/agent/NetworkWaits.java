package dev.baton.agent;

import dev.baton.agent.classfile.Block;
import dev.baton.agent.classfile.CodeEdit;
import dev.baton.agent.classfile.MethodEdit;
import java.util.ArrayList;
import java.util.List;

/**
 * Where virtual threads wait for sockets, pipes and selectors: {@code sun.nio.ch.Poller}. They wait
 * in Baton's netpoll from now on, and the JDK's pollers are never started.
 *
 * <p>A descriptor is registered there once in its life, so the end of its life must be known,
 * before its number can be had for another: all that can be waited for is closed in two places.
 *
 * <p>All of it or nothing: where one of these classes is not as Baton knows it, the JDK's pollers
 * stay.
 */
final class NetworkWaits {
    private static final int POLLIN = 1;
    private static final List<String> KINDS =
            List.of(
                    "SystemThreadsPollerGroup",
                    "VThreadsPollerGroup",
                    "PollerPerCarrierPollerGroup");

    private NetworkWaits() {}

    static List<JdkChange> changes() {
        List<JdkChange> changes = new ArrayList<>(starts());
        changes.add(waits());
        changes.add(closes());
        changes.add(closesOfSelectors());
        return changes;
    }

    private static JdkChange waits() {
        return new MethodChanges("sun.nio.ch.Poller")
                .change("poll", "(IIJLjava/util/function/BooleanSupplier;)V", Before.POLL)
                .change("pollSelector", "(IJ)V", Before.POLL_SELECTOR)
                // From JDK 27 on it names the thread, and unparks it: nothing else is needed.
                .changeWhereThere("stopPoll", "(II)V", Before.STOP_POLL)
                // For jcmd Thread.vthread_pollers.
                .changeWhereThere("toString", "()Ljava/lang/String;", Before.TO_STRING);
    }

    /** Where pollers are started: in one class, and from JDK 27 on in one for each kind of them. */
    private static List<JdkChange> starts() {
        List<JdkChange> starts = new ArrayList<>();
        for (String kind : isThere("Poller$PollerGroup") ? KINDS : List.of("Pollers")) {
            starts.add(
                    new MethodChanges("sun.nio.ch.Poller$" + kind)
                            .change("start", "()V", Before.START));
        }
        return starts;
    }

    private static boolean isThere(String name) {
        try {
            Class.forName("sun.nio.ch." + name, false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static JdkChange closes() {
        return new MethodChanges("sun.nio.ch.UnixDispatcher")
                .change("close", "(Ljava/io/FileDescriptor;)V", Before.CLOSE);
    }

    private static JdkChange closesOfSelectors() {
        return new MethodChanges("sun.nio.ch.EPollSelectorImpl")
                .change("implClose", "()V", Before.CLOSE_SELECTOR);
    }

    /** What comes before the JDK's own code. No lambdas: each costs a start a class. */
    private enum Before implements MethodEdit {
        POLL,
        POLL_SELECTOR,
        STOP_POLL,
        TO_STRING,
        START,
        CLOSE,
        CLOSE_SELECTOR;

        @Override
        public void apply(CodeEdit code) {
            Block block = code.first();
            switch (this) {
                case POLL -> awaitInstead(block.iload(0).iload(1).lload(2).aload(4));
                case POLL_SELECTOR -> awaitInstead(block.iload(0).push(POLLIN).lload(1).pushNull());
                case STOP_POLL -> stop(block.iload(0));
                case TO_STRING ->
                        ifNetworkIsOurs(block)
                                .invokestatic(JdkChange.BRIDGE, "poller", "()Ljava/lang/String;")
                                .returnReference();
                case START -> ifNetworkIsOurs(block).returnNothing();
                case CLOSE -> stop(fdVal(block.aload(1)));
                case CLOSE_SELECTOR ->
                        stop(block.aload(0).getfield("sun/nio/ch/EPollSelectorImpl", "epfd", "I"));
            }
        }

        private static void awaitInstead(Block block) {
            block.invokestatic(
                            JdkChange.BRIDGE, "await", "(IIJLjava/util/function/BooleanSupplier;)Z")
                    .ifZeroToEnd()
                    .returnNothing();
        }

        private static Block ifNetworkIsOurs(Block block) {
            return block.invokestatic(JdkChange.BRIDGE, "isNetworkOurs", "()Z").ifZeroToEnd();
        }

        private static Block fdVal(Block block) {
            return block.invokestatic("sun/nio/ch/IOUtil", "fdVal", "(Ljava/io/FileDescriptor;)I");
        }

        private static void stop(Block block) {
            block.invokestatic(JdkChange.BRIDGE, "stopWaiting", "(I)V");
        }
    }
}
