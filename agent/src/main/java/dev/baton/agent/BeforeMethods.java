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

/** Puts code before that of some methods of one class; what they did they do after it. */
final class BeforeMethods implements JdkChange {
    private final String className;
    private final Map<String, Consumer<CodeBuilder>> code = new HashMap<>();
    private final Set<String> needed = new TreeSet<>();

    /** Describes a change of a class; nothing yet. */
    BeforeMethods(String className) {
        this.className = className;
    }

    /**
     * Adds one method to the change.
     *
     * @param method its name
     * @param descriptor its type, as a class file has it
     * @param before what comes before its code; may return from the method
     * @return this
     */
    BeforeMethods add(String method, String descriptor, Consumer<CodeBuilder> before) {
        needed.add(method + descriptor);
        return addWhereThere(method, descriptor, before);
    }

    /** As {@link #add}, for one that not every JDK has. */
    BeforeMethods addWhereThere(String method, String descriptor, Consumer<CodeBuilder> before) {
        code.put(method + descriptor, before);
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
                Consumer<CodeBuilder> before = code.get(name);
                if (before != null) {
                    missing.remove(name);
                    builder.transformMethod(
                            method, MethodTransform.transformingCode(new Before(before)));
                    return;
                }
            }
            builder.with(element);
        }
    }

    private record Before(Consumer<CodeBuilder> before) implements CodeTransform {
        @Override
        public void atStart(CodeBuilder builder) {
            before.accept(builder);
        }

        @Override
        public void accept(CodeBuilder builder, CodeElement element) {
            builder.with(element);
        }
    }
}
