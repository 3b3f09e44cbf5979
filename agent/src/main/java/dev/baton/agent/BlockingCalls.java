package dev.baton.agent;

import java.lang.classfile.Attributes;
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
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.constantpool.ConstantPool;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Announces the calls of one class of the JDK that may block. A native method has no code to
 * change, so its callers in the class are: around each call comes
 *
 * {@snippet lang=java :
 * boolean entered = Bridge.enter(17); // the number of this place
 * try {
 *     return readBytes(b, off, len);
 * } finally {
 *     Bridge.exit(entered);
 * }
 * }
 *
 * <p>The place is one {@link dev.baton.BlockingSite}, so that one which is used to read pipes
 * learns to hand its P off at once, and one which reads files keeps it. Where the call reads,
 * {@code enter} is also given the descriptor, and the part of an array that is read into. Where
 * there are limits of files, it is given the path or the descriptor everywhere; and of calls that
 * are not announced else, those are that may hang in a file system.
 */
final class BlockingCalls implements JdkChange {
    private static final MethodTypeDesc ENTER =
            MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_int);
    private static final MethodTypeDesc ENTER_READ =
            MethodTypeDesc.ofDescriptor("(ILjava/io/FileDescriptor;)Z");
    private static final MethodTypeDesc ENTER_READ_ARRAY =
            MethodTypeDesc.ofDescriptor("(ILjava/io/FileDescriptor;[BII)Z");
    private static final MethodTypeDesc EXIT =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_boolean);

    private static final MethodTypeDesc ENTER_PATH =
            MethodTypeDesc.ofDescriptor("(ILjava/lang/Object;Z)Z");
    private static final MethodTypeDesc ENTER_FILE =
            MethodTypeDesc.ofDescriptor("(ILjava/io/FileDescriptor;Z)Z");
    private static final MethodTypeDesc ENTER_TWO_FILES =
            MethodTypeDesc.ofDescriptor("(ILjava/io/FileDescriptor;Ljava/io/FileDescriptor;)Z");
    private static final MethodTypeDesc ENTER_NUMBER = MethodTypeDesc.ofDescriptor("(IIZ)Z");

    private static final String READS_INTO_ARRAY = "([BII)I";

    private final String className;
    private final BlockingSites sites;
    private final Consumer<CodeBuilder> descriptor;
    private final boolean limitsFiles;

    /** The names of the native methods. */
    private final Set<String> natives = new HashSet<>();

    /** The names of those that read, and are given the descriptor. */
    private final Set<String> readers = new HashSet<>();

    /** What is said of the file of those that read not, where there are limits of files. */
    private final Map<String, OfWhat> files = new HashMap<>();

    /** The names of all with their types. */
    private final Set<String> announced = new HashSet<>();

    /** Where the constant pool names them: what the calls have as their operand. */
    private final BitSet references = new BitSet();

    /**
     * Describes a change of a class; nothing yet.
     *
     * @param sites the sites of all classes; those of this one are added when it is changed
     * @param className the class
     * @param descriptor puts the FileDescriptor of a method that calls on the stack; null where
     *     there is none, or nobody wants to know it
     * @param limitsFiles whether there are limits of files
     */
    BlockingCalls(
            BlockingSites sites,
            String className,
            Consumer<CodeBuilder> descriptor,
            boolean limitsFiles) {
        this.sites = sites;
        this.className = className;
        this.descriptor = descriptor;
        this.limitsFiles = limitsFiles;
    }

    /**
     * What is put on the stack behind the site's number, and the type of the method that takes it.
     */
    private record OfWhat(Consumer<CodeBuilder> push, MethodTypeDesc enter) {}

    /** Adds native methods that may block: their names. Returns this. */
    BlockingCalls blocking(String... names) {
        Collections.addAll(natives, names);
        return this;
    }

    /** The same, of those that wait until there is something to read. */
    BlockingCalls reading(String... names) {
        if (descriptor != null) {
            Collections.addAll(readers, names);
        }
        return blocking(names);
    }

    /** As {@link #blocking}, of a path: it, or what says it, is in this local of who calls. */
    BlockingCalls opening(int local, String... names) {
        return of(code -> code.aload(local).iconst_1(), ENTER_PATH, names);
    }

    /** As {@link #blocking}, of the file of the method that calls. */
    BlockingCalls using(String... names) {
        return of(code -> putDescriptor(code).iconst_1(), ENTER_FILE, names);
    }

    /** As {@link #blocking}, of two files: the descriptors are in these locals of who calls. */
    BlockingCalls usingTwo(int local, int other, String... names) {
        return of(code -> code.aload(local).aload(other), ENTER_TWO_FILES, names);
    }

    /** As {@link #blocking}, of a file whose number is in this local of who calls. */
    BlockingCalls usingNumber(int local, String... names) {
        return of(code -> code.iload(local).iconst_1(), ENTER_NUMBER, names);
    }

    /** As {@link #opening}, announced under a limit only; nothing where there is none of files. */
    BlockingCalls openingUnderLimit(int local, String... names) {
        return limitsFiles ? of(code -> code.aload(local).iconst_0(), ENTER_PATH, names) : this;
    }

    /** The same as {@link #using}. */
    BlockingCalls usingUnderLimit(String... names) {
        return limitsFiles ? of(code -> putDescriptor(code).iconst_0(), ENTER_FILE, names) : this;
    }

    private CodeBuilder putDescriptor(CodeBuilder code) {
        descriptor.accept(code);
        return code;
    }

    private BlockingCalls of(Consumer<CodeBuilder> push, MethodTypeDesc enter, String... names) {
        if (limitsFiles) {
            for (String name : names) {
                files.put(name, new OfWhat(push, enter));
            }
        }
        return blocking(names);
    }

    @Override
    public String className() {
        return className;
    }

    @Override
    public byte[] apply(byte[] original) {
        ClassFile context = ClassFile.of();
        ClassModel model = context.parse(original);
        findNatives(model);
        findReferences(model.constantPool());
        return context.transformClass(model, new Callers());
    }

    /** Finds the native methods; one of the same name may be none. */
    private void findNatives(ClassModel model) {
        Set<String> missing = new TreeSet<>(natives);
        for (MethodModel method : model.methods()) {
            String name = method.methodName().stringValue();
            if (method.flags().has(AccessFlag.NATIVE) && natives.contains(name)) {
                missing.remove(name);
                announced.add(name + method.methodType().stringValue());
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("no native method " + String.join(", ", missing));
        }
    }

    private void findReferences(ConstantPool pool) {
        String owner = className.replace('.', '/');
        for (PoolEntry entry : pool) {
            if (entry instanceof MethodRefEntry method
                    && method.owner().asInternalName().equals(owner)
                    && announced.contains(
                            method.name().stringValue() + method.type().stringValue())) {
                references.set(entry.index());
            }
        }
    }

    private boolean isAnnounced(InvokeInstruction call) {
        return references.get(call.method().index());
    }

    /** Changes the methods that make such calls. The others are copied byte by byte: faster. */
    private final class Callers implements ClassTransform {
        @Override
        public void accept(ClassBuilder builder, ClassElement element) {
            if (element instanceof MethodModel method && isCaller(method)) {
                String caller = className + "." + method.methodName().stringValue();
                builder.transformMethod(
                        method, MethodTransform.transformingCode(new AroundCalls(caller)));
            } else {
                builder.with(element);
            }
        }

        /**
         * Whether the method may make such a call. Of its instructions only the bytes are looked
         * at: to make objects of them all took most of the time that it takes to change a class,
         * and what is no call is left as it is later.
         */
        private boolean isCaller(MethodModel method) {
            CodeAttribute code = method.findAttribute(Attributes.code()).orElse(null);
            if (code == null) {
                return false;
            }
            byte[] bytes = code.codeArray();
            for (int i = 0; i + 2 < bytes.length; i++) {
                int opcode = bytes[i] & 0xFF;
                if (opcode >= Opcode.INVOKEVIRTUAL.bytecode()
                        && opcode <= Opcode.INVOKESTATIC.bytecode()
                        && references.get((bytes[i + 1] & 0xFF) << 8 | (bytes[i + 2] & 0xFF))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Changes the code of one method. */
    private final class AroundCalls implements CodeTransform {
        private final String caller;

        /** The handlers that the method has. Ours come before them, since they are inside. */
        private final List<ExceptionCatch> outer = new ArrayList<>();

        AroundCalls(String caller) {
            this.caller = caller;
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (element instanceof ExceptionCatch handler) {
                outer.add(handler);
            } else if (element instanceof InvokeInstruction call && isAnnounced(call)) {
                announce(code, call);
            } else {
                code.with(element);
            }
        }

        @Override
        public void atEnd(CodeBuilder code) {
            for (ExceptionCatch handler : outer) {
                code.with(handler);
            }
        }

        private void announce(CodeBuilder code, InvokeInstruction call) {
            int site = sites.add("in " + caller);
            int entered = code.allocateLocal(TypeKind.BOOLEAN);
            Label from = code.newLabel();
            Label to = code.newLabel();
            Label thrown = code.newLabel();
            Label after = code.newLabel();
            OfWhat file = files.get(call.name().stringValue());
            if (file != null) {
                code.loadConstant(site);
                file.push().accept(code);
                code.invokestatic(BRIDGE, "enter", file.enter());
            } else if (!readers.contains(call.name().stringValue())) {
                code.loadConstant(site).invokestatic(BRIDGE, "enter", ENTER);
            } else if (call.type().equalsString(READS_INTO_ARRAY)) {
                enterReadIntoArray(code, site);
            } else {
                code.loadConstant(site);
                descriptor.accept(code);
                code.invokestatic(BRIDGE, "enter", ENTER_READ);
            }
            code.istore(entered)
                    .labelBinding(from)
                    .with(call)
                    .labelBinding(to)
                    .iload(entered)
                    .invokestatic(BRIDGE, "exit", EXIT)
                    .goto_(after)
                    .labelBinding(thrown)
                    .iload(entered)
                    .invokestatic(BRIDGE, "exit", EXIT)
                    .athrow()
                    .labelBinding(after)
                    .exceptionCatchAll(from, to, thrown);
        }

        /** The arguments of the call are on the stack, and are there again after it. */
        private void enterReadIntoArray(CodeBuilder code, int site) {
            int b = code.allocateLocal(TypeKind.REFERENCE);
            int off = code.allocateLocal(TypeKind.INT);
            int len = code.allocateLocal(TypeKind.INT);
            code.istore(len).istore(off).astore(b);
            code.aload(b).iload(off).iload(len);
            code.loadConstant(site);
            descriptor.accept(code);
            code.aload(b).iload(off).iload(len);
            code.invokestatic(BRIDGE, "enter", ENTER_READ_ARRAY);
        }
    }
}
