package dev.baton.agent;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Where all virtual threads are made: {@code ThreadBuilders.newVirtualThread(Executor scheduler,
 * …)}. It begins with {@code if (scheduler == null) scheduler = Bridge.scheduler();} from now on.
 */
final class VirtualThreadCreation implements JdkChange {
    private static final String CLASS = "java.lang.ThreadBuilders";
    private static final String METHOD = "newVirtualThread";
    private static final ClassDesc EXECUTOR = ClassDesc.of("java.util.concurrent.Executor");
    private static final MethodTypeDesc TYPE =
            MethodTypeDesc.of(
                    ClassDesc.of("java.lang.Thread"),
                    EXECUTOR,
                    ConstantDescs.CD_String,
                    ConstantDescs.CD_int,
                    ClassDesc.of("java.lang.Runnable"));

    @Override
    public String className() {
        return CLASS;
    }

    @Override
    public byte[] apply(byte[] original) {
        ClassFile context = ClassFile.of();
        ClassModel model = context.parse(original);
        OneMethod change = new OneMethod();
        byte[] changed = context.transformClass(model, change);
        if (!change.found) {
            throw new IllegalArgumentException("no method " + METHOD + TYPE.displayDescriptor());
        }
        return changed;
    }

    private static boolean isTheMethod(MethodModel method) {
        return method.methodName().equalsString(METHOD) && method.methodTypeSymbol().equals(TYPE);
    }

    private static final class OneMethod implements ClassTransform {
        boolean found;

        @Override
        public void accept(ClassBuilder builder, ClassElement element) {
            if (element instanceof MethodModel method && isTheMethod(method)) {
                found = true;
                builder.transformMethod(
                        method, MethodTransform.transformingCode(new AskTheBridge()));
            } else {
                builder.with(element);
            }
        }
    }

    private static final class AskTheBridge implements CodeTransform {
        @Override
        public void atStart(CodeBuilder code) {
            Label given = code.newLabel();
            code.aload(0)
                    .ifnonnull(given)
                    .invokestatic(BRIDGE, "scheduler", MethodTypeDesc.of(EXECUTOR))
                    .astore(0)
                    .labelBinding(given);
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            code.with(element);
        }
    }
}
