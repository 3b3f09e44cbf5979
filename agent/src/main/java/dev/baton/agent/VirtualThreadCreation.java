package dev.baton.agent;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.MethodTypeDesc;

/**
 * Where all virtual threads are made: {@code ThreadBuilders.newVirtualThread(Executor scheduler,
 * …)}. It begins with {@code if (scheduler == null) scheduler = Bridge.scheduler();} from now on.
 */
final class VirtualThreadCreation {
    private VirtualThreadCreation() {}

    static JdkChange change() {
        return new MethodChanges("java.lang.ThreadBuilders")
                .before(
                        "newVirtualThread",
                        "(Ljava/util/concurrent/Executor;Ljava/lang/String;ILjava/lang/Runnable;)"
                                + "Ljava/lang/Thread;",
                        VirtualThreadCreation::askTheBridge);
    }

    private static void askTheBridge(CodeBuilder code) {
        Label given = code.newLabel();
        code.aload(0)
                .ifnonnull(given)
                .invokestatic(
                        JdkChange.BRIDGE,
                        "scheduler",
                        MethodTypeDesc.ofDescriptor("()Ljava/util/concurrent/Executor;"))
                .astore(0)
                .labelBinding(given);
    }
}
