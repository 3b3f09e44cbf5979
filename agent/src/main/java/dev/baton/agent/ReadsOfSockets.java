package dev.baton.agent;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Where a socket is read from: {@code NioSocketImpl.tryRead}. A read that is known to find nothing,
 * since the one before got less than it had room for, is not tried:
 *
 * {@snippet lang=java :
 * if (Bridge.isKnownEmpty(fdVal(fd))) {
 *     return IOStatus.UNAVAILABLE;
 * }
 * ...
 * int n = nd.read(fd, address, len);
 * Bridge.hasRead(n, len, fdVal(fd));
 * }
 *
 * <p>Here alone, since what calls it waits then. To read a channel is left as it is: one that does
 * not block is read when its selector says so, which may be before netpoll is told.
 */
final class ReadsOfSockets implements CodeTransform {
    private static final int UNAVAILABLE = -2; // of sun.nio.ch.IOStatus
    private static final int FD = 1;
    private static final int LEN = 4;

    private static final String CLASS = "sun.nio.ch.NioSocketImpl";
    private static final ClassDesc OWNER = ClassDesc.of(CLASS);
    private static final MethodTypeDesc FD_VAL =
            MethodTypeDesc.ofDescriptor("(Ljava/io/FileDescriptor;)I");

    private int reads;

    private ReadsOfSockets() {}

    static JdkChange change() {
        return new MethodChanges(CLASS)
                .around("tryRead", "(Ljava/io/FileDescriptor;[BII)I", new ReadsOfSockets());
    }

    @Override
    public void atStart(CodeBuilder code) {
        reads = 0;
        Label tries = code.newLabel();
        code.aload(FD)
                .invokestatic(OWNER, "fdVal", FD_VAL)
                .invokestatic(JdkChange.BRIDGE, "isKnownEmpty", MethodTypeDesc.ofDescriptor("(I)Z"))
                .ifeq(tries)
                .loadConstant(UNAVAILABLE)
                .ireturn()
                .labelBinding(tries);
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
        code.with(element);
        if (element instanceof InvokeInstruction call && call.name().equalsString("read")) {
            reads++;
            code.dup()
                    .iload(LEN)
                    .aload(FD)
                    .invokestatic(OWNER, "fdVal", FD_VAL)
                    .invokestatic(
                            JdkChange.BRIDGE, "hasRead", MethodTypeDesc.ofDescriptor("(III)V"));
        }
    }

    @Override
    public void atEnd(CodeBuilder code) {
        if (reads != 1) {
            throw new IllegalArgumentException(reads + " reads in tryRead");
        }
    }
}
