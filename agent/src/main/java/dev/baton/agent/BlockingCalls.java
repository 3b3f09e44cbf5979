package dev.baton.agent;

import dev.baton.agent.classfile.Block;
import dev.baton.agent.classfile.ClassEdit;
import dev.baton.agent.classfile.CodeEdit;
import dev.baton.bridge.Hooks;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
 * are not announced else, those are that may hang in a file system. A method that does nothing but
 * read or write at a place in a file asks first whether Baton does it:
 *
 * {@snippet lang=java :
 * int n = Bridge.pread(17, fd, address, len, position);
 * if (n != Hooks.NOT_SERVED) {
 *     return n;
 * }
 * }
 */
final class BlockingCalls implements JdkChange {
    private static final String ENTER = "(I)Z";
    private static final String ENTER_READ = "(ILjava/io/FileDescriptor;)Z";
    private static final String ENTER_READ_ARRAY = "(ILjava/io/FileDescriptor;[BII)Z";
    private static final String ENTER_PATH = "(ILjava/lang/Object;Z)Z";
    private static final String ENTER_FILE = "(ILjava/io/FileDescriptor;Z)Z";
    private static final String ENTER_TWO_FILES =
            "(ILjava/io/FileDescriptor;Ljava/io/FileDescriptor;)Z";
    private static final String ENTER_NUMBER = "(IIZ)Z";
    private static final String OFFER = "(ILjava/io/FileDescriptor;JIJ)I";
    private static final String EXIT = "(Z)V";

    private static final String READS_INTO_ARRAY = "([BII)I";
    private static final String AT_PLACE = "(Ljava/io/FileDescriptor;JIJ)I";

    private final String className;
    private final BlockingSites sites;
    private final Descriptor descriptor;
    private final boolean limitsFiles;

    /** The names of the native methods. */
    private final Set<String> natives = new HashSet<>();

    /** The names of those that read, and are given the descriptor. */
    private final Set<String> readers = new HashSet<>();

    /** The names of those at a place in a file, and the Bridge's of what they are offered to. */
    private final Map<String, String> offered = new HashMap<>();

    /** What is said of the file of those that read not, where there are limits of files. */
    private final Map<String, OfWhat> files = new HashMap<>();

    /** Where a method that calls has the descriptor. */
    enum Descriptor {
        /** Nowhere; or nobody wants to know it. */
        NONE,

        /** In its object, as {@code fd}. */
        FIELD,

        /** As its first argument. */
        ARGUMENT
    }

    /**
     * Describes a change of a class; nothing yet.
     *
     * @param sites the sites of all classes; those of this one are added when it is changed
     * @param className the class
     * @param descriptor where the descriptor is
     * @param limitsFiles whether there are limits of files
     */
    BlockingCalls(
            BlockingSites sites, String className, Descriptor descriptor, boolean limitsFiles) {
        this.sites = sites;
        this.className = className;
        this.descriptor = descriptor;
        this.limitsFiles = limitsFiles;
    }

    /** What {@code enter} is given behind the site's number. */
    private enum Kind {
        PATH,
        FILE,
        TWO_FILES,
        NUMBER
    }

    /**
     * What is said of the file.
     *
     * @param local where who calls has it, but for a file
     * @param other where it has the second of two files
     * @param always whether the call is announced though no limit is its
     */
    private record OfWhat(Kind kind, int local, int other, boolean always) {}

    /** Adds native methods that may block: their names. Returns this. */
    BlockingCalls blocking(String... names) {
        Collections.addAll(natives, names);
        return this;
    }

    /** The same, of those that wait until there is something to read. */
    BlockingCalls reading(String... names) {
        if (descriptor != Descriptor.NONE) {
            Collections.addAll(readers, names);
        }
        return blocking(names);
    }

    /** As {@link #blocking}, of a path: it, or what says it, is in this local of who calls. */
    BlockingCalls opening(int local, String... names) {
        return of(new OfWhat(Kind.PATH, local, 0, true), names);
    }

    /** As {@link #blocking}, of the file of the method that calls. */
    BlockingCalls using(String... names) {
        return of(new OfWhat(Kind.FILE, 0, 0, true), names);
    }

    /** As {@link #blocking}, of two files: the descriptors are in these locals of who calls. */
    BlockingCalls usingTwo(int local, int other, String... names) {
        return of(new OfWhat(Kind.TWO_FILES, local, other, true), names);
    }

    /** As {@link #blocking}, of a file whose number is in this local of who calls. */
    BlockingCalls usingNumber(int local, String... names) {
        return of(new OfWhat(Kind.NUMBER, local, 0, true), names);
    }

    /** Of a method of the type of {@code pread}: what it is to ask first. */
    BlockingCalls offering(String name, String offeredTo) {
        offered.put(name, offeredTo);
        return this;
    }

    /** As {@link #opening}, announced under a limit only; nothing where there is none of files. */
    BlockingCalls openingUnderLimit(int local, String... names) {
        return limitsFiles ? of(new OfWhat(Kind.PATH, local, 0, false), names) : this;
    }

    /** The same as {@link #using}. */
    BlockingCalls usingUnderLimit(String... names) {
        return limitsFiles ? of(new OfWhat(Kind.FILE, 0, 0, false), names) : this;
    }

    private BlockingCalls of(OfWhat what, String... names) {
        if (limitsFiles) {
            for (String name : names) {
                files.put(name, what);
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
        ClassEdit edit = new ClassEdit(original);
        BitSet calls = edit.references(className.replace('.', '/'), announced(edit));
        for (ClassEdit.Method method : edit.methods()) {
            if (method.mayCall(calls)) {
                String caller = className + "." + method.name();
                CodeEdit code = method.code();
                for (int call : code.calls(calls)) {
                    int site = sites.add("in " + caller);
                    String offeredTo = offered.get(edit.calledName(code.operand(call)));
                    if (offeredTo != null) {
                        offer(method, code, site, offeredTo);
                    }
                    announce(edit, code, call, site);
                }
            }
        }
        return edit.toBytes();
    }

    /** The native methods, by their names and types; one of the same name may be none. */
    private Set<String> announced(ClassEdit edit) {
        Set<String> announced = new HashSet<>();
        Set<String> missing = new TreeSet<>(natives);
        for (ClassEdit.Method method : edit.methods()) {
            if (method.isNative() && natives.contains(method.name())) {
                missing.remove(method.name());
                announced.add(method.name() + method.type());
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("no native method " + String.join(", ", missing));
        }
        return announced;
    }

    /** The caller has the arguments of its call as its own parameters. */
    private void offer(ClassEdit.Method method, CodeEdit code, int site, String offeredTo) {
        if (!method.type().equals(AT_PLACE)) {
            throw new IllegalArgumentException(
                    method.name() + method.type() + " makes a call at a place in a file");
        }
        int result = code.newLocals(1);
        code.first()
                .push(site)
                .aload(1)
                .lload(2)
                .iload(4)
                .lload(5)
                .invokestatic(BRIDGE, offeredTo, OFFER)
                .istore(result)
                .iload(result)
                .push(Hooks.NOT_SERVED)
                .subtract()
                .ifZeroToEnd()
                .iload(result)
                .returnInt();
    }

    private void announce(ClassEdit edit, CodeEdit code, int call, int site) {
        int entered = code.newLocals(1);
        Block before = code.before(call);
        String called = edit.calledName(code.operand(call));
        OfWhat file = files.get(called);
        if (file != null) {
            enterFile(before.push(site), file);
        } else if (!readers.contains(called)) {
            before.push(site).invokestatic(BRIDGE, "enter", ENTER);
        } else if (edit.calledType(code.operand(call)).equals(READS_INTO_ARRAY)) {
            enterReadIntoArray(code, before, site);
        } else {
            pushDescriptor(before.push(site)).invokestatic(BRIDGE, "enter", ENTER_READ);
        }
        before.istore(entered);
        code.after(call).iload(entered).invokestatic(BRIDGE, "exit", EXIT);
        code.whenThrows(call, entered).iload(entered).invokestatic(BRIDGE, "exit", EXIT).athrow();
    }

    private void enterFile(Block before, OfWhat file) {
        int always = file.always ? 1 : 0;
        switch (file.kind) {
            case PATH ->
                    before.aload(file.local).push(always).invokestatic(BRIDGE, "enter", ENTER_PATH);
            case FILE ->
                    pushDescriptor(before).push(always).invokestatic(BRIDGE, "enter", ENTER_FILE);
            case TWO_FILES ->
                    before.aload(file.local)
                            .aload(file.other)
                            .invokestatic(BRIDGE, "enter", ENTER_TWO_FILES);
            case NUMBER ->
                    before.iload(file.local)
                            .push(always)
                            .invokestatic(BRIDGE, "enter", ENTER_NUMBER);
        }
    }

    /** The arguments of the call are on the stack, and are there again after it. */
    private void enterReadIntoArray(CodeEdit code, Block before, int site) {
        int b = code.newLocals(3);
        int off = b + 1;
        int len = b + 2;
        before.istore(len).istore(off).astore(b);
        before.aload(b).iload(off).iload(len);
        pushDescriptor(before.push(site));
        before.aload(b).iload(off).iload(len);
        before.invokestatic(BRIDGE, "enter", ENTER_READ_ARRAY);
    }

    private Block pushDescriptor(Block block) {
        return descriptor == Descriptor.ARGUMENT
                ? block.aload(1)
                : block.aload(0)
                        .getfield(className.replace('.', '/'), "fd", "Ljava/io/FileDescriptor;");
    }
}
