package dev.baton.agent;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Where files are closed, {@code FileDescriptor.close}: who waits for a pipe is told before and
 * after, see {@link dev.baton.sched.NetPoll#awaitRead}.
 *
 * {@snippet lang=java :
 * int number = fd;
 * Bridge.stopWaiting(number);
 * try {
 *     ...
 * } finally {
 *     Bridge.stopWaiting(number); // who came in between
 * }
 * }
 */
final class ClosesOfFiles implements CodeTransform {
    private static final String CLASS = "java.io.FileDescriptor";
    private static final ClassDesc OWNER = ClassDesc.of(CLASS);

    private int number;
    private Label from;

    private ClosesOfFiles() {}

    static JdkChange change() {
        return new MethodChanges(CLASS).around("close", "()V", new ClosesOfFiles());
    }

    @Override
    public void atStart(CodeBuilder code) {
        number = code.allocateLocal(TypeKind.INT);
        from = code.newLabel();
        code.aload(0).getfield(OWNER, "fd", ConstantDescs.CD_int).istore(number);
        stop(code);
        code.labelBinding(from);
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
        if (element instanceof ReturnInstruction) {
            stop(code);
        }
        code.with(element);
    }

    @Override
    public void atEnd(CodeBuilder code) {
        Label thrown = code.newBoundLabel();
        stop(code);
        code.athrow().exceptionCatchAll(from, thrown, thrown);
    }

    private void stop(CodeBuilder code) {
        code.iload(number)
                .invokestatic(JdkChange.BRIDGE, "stopWaiting", MethodTypeDesc.ofDescriptor("(I)V"));
    }
}
