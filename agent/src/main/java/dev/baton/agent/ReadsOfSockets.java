package dev.baton.agent;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
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
final class ReadsOfSockets implements JdkChange {
    private static final int UNAVAILABLE = -2; // of sun.nio.ch.IOStatus
    private static final int FD = 1;
    private static final int LEN = 4;

    private static final String CLASS = "sun.nio.ch.NioSocketImpl";
    private static final String METHOD = "tryRead(Ljava/io/FileDescriptor;[BII)I";
    private static final ClassDesc OWNER = ClassDesc.of(CLASS);
    private static final MethodTypeDesc FD_VAL =
            MethodTypeDesc.ofDescriptor("(Ljava/io/FileDescriptor;)I");

    @Override
    public String className() {
        return CLASS;
    }

    @Override
    public byte[] apply(byte[] original) {
        ClassFile context = ClassFile.of();
        AroundTheRead change = new AroundTheRead();
        byte[] changed = context.transformClass(context.parse(original), new TheMethod(change));
        if (change.reads != 1) {
            throw new IllegalArgumentException(change.reads + " reads in " + METHOD);
        }
        return changed;
    }

    private record TheMethod(AroundTheRead change) implements ClassTransform {
        @Override
        public void accept(ClassBuilder builder, ClassElement element) {
            if (element instanceof MethodModel method
                    && METHOD.equals(
                            method.methodName().stringValue()
                                    + method.methodType().stringValue())) {
                builder.transformMethod(method, MethodTransform.transformingCode(change));
            } else {
                builder.with(element);
            }
        }
    }

    private static final class AroundTheRead implements CodeTransform {
        int reads;

        @Override
        public void atStart(CodeBuilder code) {
            Label tries = code.newLabel();
            code.aload(FD)
                    .invokestatic(OWNER, "fdVal", FD_VAL)
                    .invokestatic(BRIDGE, "isKnownEmpty", MethodTypeDesc.ofDescriptor("(I)Z"))
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
                        .invokestatic(BRIDGE, "hasRead", MethodTypeDesc.ofDescriptor("(III)V"));
            }
        }
    }
}
