package dev.baton.agent;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Changes the code of some methods of one class, which are known by their names. */
final class MethodChanges implements JdkChange {
    private final String className;
    private final Map<String, CodeTransform> changes = new HashMap<>();
    private final Set<String> needed = new TreeSet<>();

    /** Describes a change of a class; nothing yet. */
    MethodChanges(String className) {
        this.className = className;
    }

    /**
     * Puts code before that of a method; what it did it does after it.
     *
     * @param method its name
     * @param descriptor its type, as a class file has it
     * @param code what comes before its code; may return from the method
     * @return this
     */
    MethodChanges before(String method, String descriptor, Consumer<CodeBuilder> code) {
        return around(method, descriptor, new Before(code));
    }

    /** As {@link #before}, for a method that not every JDK has. */
    MethodChanges beforeWhereThere(String method, String descriptor, Consumer<CodeBuilder> code) {
        changes.put(method + descriptor, new Before(code));
        return this;
    }

    /**
     * Changes the code of a method.
     *
     * @param method its name
     * @param descriptor its type, as a class file has it
     * @param change begins anew with each {@code atStart}: code with far jumps is built twice
     * @return this
     */
    MethodChanges around(String method, String descriptor, CodeTransform change) {
        needed.add(method + descriptor);
        changes.put(method + descriptor, change);
        return this;
    }

    @Override
    public String className() {
        return className;
    }

    @Override
    public byte[] apply(byte[] original) {
        ClassFile context = ClassFile.of();
        Set<String> missing = new TreeSet<>(needed);
        byte[] changed = context.transformClass(context.parse(original), new TheMethods(missing));
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("no method " + String.join(", ", missing));
        }
        return changed;
    }

    private final class TheMethods implements ClassTransform {
        private final Set<String> missing;

        TheMethods(Set<String> missing) {
            this.missing = missing;
        }

        @Override
        public void accept(ClassBuilder builder, ClassElement element) {
            if (element instanceof MethodModel method) {
                String name = method.methodName().stringValue() + method.methodType().stringValue();
                CodeTransform change = changes.get(name);
                if (change != null) {
                    missing.remove(name);
                    builder.transformMethod(method, MethodTransform.transformingCode(change));
                    return;
                }
            }
            builder.with(element);
        }
    }

    private record Before(Consumer<CodeBuilder> code) implements CodeTransform {
        @Override
        public void atStart(CodeBuilder builder) {
            code.accept(builder);
        }

        @Override
        public void accept(CodeBuilder builder, CodeElement element) {
            builder.with(element);
        }
    }
}
