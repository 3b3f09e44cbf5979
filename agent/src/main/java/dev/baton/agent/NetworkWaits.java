package dev.baton.agent;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
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
    private static final ClassDesc IO_UTIL = ClassDesc.of("sun.nio.ch.IOUtil");
    private static final MethodTypeDesc FD_VAL =
            MethodTypeDesc.ofDescriptor("(Ljava/io/FileDescriptor;)I");
    private static final List<String> KINDS =
            List.of(
                    "SystemThreadsPollerGroup",
                    "VThreadsPollerGroup",
                    "PollerPerCarrierPollerGroup");
    private static final ClassDesc EPOLL_SELECTOR = ClassDesc.of("sun.nio.ch.EPollSelectorImpl");

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
                .before(
                        "poll",
                        "(IIJLjava/util/function/BooleanSupplier;)V",
                        code -> awaitInstead(code.iload(0).iload(1).lload(2).aload(4)))
                .before(
                        "pollSelector",
                        "(IJ)V",
                        code ->
                                awaitInstead(
                                        code.iload(0).loadConstant(POLLIN).lload(1).aconst_null()))
                // From JDK 27 on it names the thread, and unparks it: nothing else is needed.
                .beforeWhereThere("stopPoll", "(II)V", code -> stop(code.iload(0)))
                // For jcmd Thread.vthread_pollers.
                .beforeWhereThere("toString", "()Ljava/lang/String;", NetworkWaits::sayOurs);
    }

    /** Where pollers are started: in one class, and from JDK 27 on in one for each kind of them. */
    private static List<JdkChange> starts() {
        List<JdkChange> starts = new ArrayList<>();
        for (String kind : isThere("Poller$PollerGroup") ? KINDS : List.of("Pollers")) {
            starts.add(
                    new MethodChanges("sun.nio.ch.Poller$" + kind)
                            .before("start", "()V", NetworkWaits::startNone));
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
                .before(
                        "close",
                        "(Ljava/io/FileDescriptor;)V",
                        code -> stop(code.aload(1).invokestatic(IO_UTIL, "fdVal", FD_VAL)));
    }

    private static JdkChange closesOfSelectors() {
        return new MethodChanges("sun.nio.ch.EPollSelectorImpl")
                .before(
                        "implClose",
                        "()V",
                        code ->
                                stop(
                                        code.aload(0)
                                                .getfield(
                                                        EPOLL_SELECTOR,
                                                        "epfd",
                                                        ConstantDescs.CD_int)));
    }

    private static void awaitInstead(CodeBuilder code) {
        returnIf(call(code, "await", "(IIJLjava/util/function/BooleanSupplier;)Z"));
    }

    private static void sayOurs(CodeBuilder code) {
        Label otherwise = code.newLabel();
        call(code, "poller", "()Ljava/lang/String;")
                .dup()
                .ifnull(otherwise)
                .areturn()
                .labelBinding(otherwise)
                .pop();
    }

    private static void startNone(CodeBuilder code) {
        returnIf(call(code, "isNetworkOurs", "()Z"));
    }

    private static void stop(CodeBuilder code) {
        call(code, "stopWaiting", "(I)V");
    }

    private static CodeBuilder call(CodeBuilder code, String method, String descriptor) {
        return code.invokestatic(JdkChange.BRIDGE, method, MethodTypeDesc.ofDescriptor(descriptor));
    }

    private static void returnIf(CodeBuilder code) {
        Label otherwise = code.newLabel();
        code.ifeq(otherwise).return_().labelBinding(otherwise);
    }
}
