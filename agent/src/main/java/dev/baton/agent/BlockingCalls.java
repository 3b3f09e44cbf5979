package dev.baton.agent;

import dev.baton.bridge.Hooks;
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
 * {@code enter} is also given the descriptor, and the part of an array that is read into. One at a
 * place in a file is offered first, and made only when Baton has not made it:
 *
 * {@snippet lang=java :
 * int n = Bridge.pread(17, fd, address, len, position);
 * return n != Hooks.NOT_SERVED ? n : … // as above
 * }
 */
final class BlockingCalls implements JdkChange {
    private static final MethodTypeDesc ENTER =
            MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_int);
    private static final MethodTypeDesc ENTER_READ =
            MethodTypeDesc.ofDescriptor("(ILjava/io/FileDescriptor;)Z");
    private static final MethodTypeDesc ENTER_READ_ARRAY =
            MethodTypeDesc.ofDescriptor("(ILjava/io/FileDescriptor;[BII)Z");
    private static final MethodTypeDesc OFFER =
            MethodTypeDesc.ofDescriptor("(ILjava/io/FileDescriptor;JIJ)I");
    private static final MethodTypeDesc EXIT =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_boolean);

    private static final String READS_INTO_ARRAY = "([BII)I";
    private static final String AT_PLACE = "(Ljava/io/FileDescriptor;JIJ)I";

    private final String className;
    private final BlockingSites sites;
    private final Consumer<CodeBuilder> descriptor;

    /** The names of the native methods. */
    private final Set<String> natives = new HashSet<>();

    /** The names of those that read, and are given the descriptor. */
    private final Set<String> readers = new HashSet<>();

    /** The names of those at a place in a file, and the Bridge's of what they are offered to. */
    private final Map<String, String> offered = new HashMap<>();

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
     *     there is none, or nobody is to wait for one
     */
    BlockingCalls(BlockingSites sites, String className, Consumer<CodeBuilder> descriptor) {
        this.sites = sites;
        this.className = className;
        this.descriptor = descriptor;
    }

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

    /** The same, of one that reads or writes at a place in a file, which the Bridge may do. */
    BlockingCalls atPlace(String name, String offeredTo) {
        offered.put(name, offeredTo);
        return blocking(name);
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
            String offeredTo = offered.get(call.name().stringValue());
            if (offeredTo != null && call.type().equalsString(AT_PLACE)) {
                offer(code, site, offeredTo, after);
            }
            if (!readers.contains(call.name().stringValue())) {
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

        /** As below; or its result is, at the end of the call. */
        private void offer(CodeBuilder code, int site, String offeredTo, Label after) {
            int fd = code.allocateLocal(TypeKind.REFERENCE);
            int address = code.allocateLocal(TypeKind.LONG);
            int count = code.allocateLocal(TypeKind.INT);
            int offset = code.allocateLocal(TypeKind.LONG);
            code.lstore(offset).istore(count).lstore(address).astore(fd);
            code.loadConstant(site).aload(fd).lload(address).iload(count).lload(offset);
            code.invokestatic(BRIDGE, offeredTo, OFFER);
            code.dup().loadConstant(Hooks.NOT_SERVED).if_icmpne(after).pop();
            code.aload(fd).lload(address).iload(count).lload(offset);
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
