package dev.baton.agent;

import dev.baton.agent.classfile.CodeEdit;
import dev.baton.agent.classfile.MethodEdit;

/**
 * Where all virtual threads are made: {@code ThreadBuilders.newVirtualThread(Executor scheduler,
 * …)}. It begins with {@code if (scheduler == null) scheduler = Bridge.scheduler();} from now on.
 */
final class VirtualThreadCreation implements MethodEdit {
    private VirtualThreadCreation() {}

    static JdkChange change() {
        return new MethodChanges("java.lang.ThreadBuilders")
                .change(
                        "newVirtualThread",
                        "(Ljava/util/concurrent/Executor;Ljava/lang/String;ILjava/lang/Runnable;)"
                                + "Ljava/lang/Thread;",
                        new VirtualThreadCreation());
    }

    @Override
    public void apply(CodeEdit code) {
        code.first()
                .aload(0)
                .ifNonNullToEnd()
                .invokestatic(JdkChange.BRIDGE, "scheduler", "()Ljava/util/concurrent/Executor;")
                .astore(0);
    }
}
