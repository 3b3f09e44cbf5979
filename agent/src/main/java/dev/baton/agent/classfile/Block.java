package dev.baton.agent.classfile;

/**
 * Code that is put between what is there. It may leave by a return or go on behind itself; what was
 * on the stack before it is there again then, but where it says otherwise.
 */
public final class Block {
    private static final int ACONST_NULL = 1;
    private static final int BIPUSH = 16;
    private static final int SIPUSH = 17;
    private static final int ILOAD = 21;
    private static final int LLOAD = 22;
    private static final int ALOAD = 25;
    private static final int ISTORE = 54;
    private static final int ASTORE = 58;
    private static final int DUP = 89;
    private static final int ISUB = 100;
    private static final int IFEQ = 153;
    private static final int IRETURN = 172;
    private static final int ARETURN = 176;
    private static final int RETURN = 177;
    private static final int GETFIELD = 180;
    private static final int INVOKESTATIC = 184;
    private static final int ATHROW = 191;
    private static final int WIDE = 196;
    private static final int IFNONNULL = 199;

    private final ClassEdit owner;
    private final Bytes code = new Bytes(32);

    /** Where the one jump to the end is; −1 for none. */
    private int jump = -1;

    Block(ClassEdit owner) {
        this.owner = owner;
    }

    Bytes code() {
        return code;
    }

    /** Pushes an int that a short can hold. */
    public Block push(int n) {
        if (n == (byte) n) {
            code.put1(BIPUSH);
            code.put1(n);
        } else if (n == (short) n) {
            code.put1(SIPUSH);
            code.put2(n);
        } else {
            throw new IllegalArgumentException(n + " is too large");
        }
        return this;
    }

    /** Pushes null. */
    public Block pushNull() {
        code.put1(ACONST_NULL);
        return this;
    }

    /** Pushes an int. */
    public Block iload(int local) {
        return local(ILOAD, local);
    }

    /** Pushes a long. */
    public Block lload(int local) {
        return local(LLOAD, local);
    }

    /** Pushes a reference. */
    public Block aload(int local) {
        return local(ALOAD, local);
    }

    /** Pops an int. */
    public Block istore(int local) {
        return local(ISTORE, local);
    }

    /** Pops a reference. */
    public Block astore(int local) {
        return local(ASTORE, local);
    }

    private Block local(int opcode, int local) {
        if (local > 0xFF) {
            code.put1(WIDE);
            code.put1(opcode);
            code.put2(local);
        } else {
            code.put1(opcode);
            code.put1(local);
        }
        return this;
    }

    /** Pushes once more what is pushed last, an int or a reference. */
    public Block dup() {
        code.put1(DUP);
        return this;
    }

    /** Pops two ints and pushes the first without the second. */
    public Block subtract() {
        code.put1(ISUB);
        return this;
    }

    /** Pops an object and pushes one of its fields. */
    public Block getfield(String className, String name, String type) {
        code.put1(GETFIELD);
        code.put2(owner.fieldNumber(className, name, type));
        return this;
    }

    /** Calls a static method. */
    public Block invokestatic(String className, String name, String type) {
        code.put1(INVOKESTATIC);
        code.put2(owner.methodNumber(className, name, type));
        return this;
    }

    /** Pops an int and goes to the end of this block where it is 0. */
    public Block ifZeroToEnd() {
        return jumpToEnd(IFEQ);
    }

    /** Pops a reference and goes to the end of this block where there is an object. */
    public Block ifNonNullToEnd() {
        return jumpToEnd(IFNONNULL);
    }

    private Block jumpToEnd(int opcode) {
        if (jump >= 0) {
            throw new IllegalStateException("a second jump");
        }
        jump = code.size();
        code.put1(opcode);
        code.put2(0); // as below
        return this;
    }

    /** Once all is there. */
    void end() {
        if (jump >= 0) {
            code.set2(jump + 1, code.size() - jump);
        }
    }

    /** Returns from the method. */
    public Block returnNothing() {
        code.put1(RETURN);
        return this;
    }

    /** Returns an int from the method. */
    public Block returnInt() {
        code.put1(IRETURN);
        return this;
    }

    /** Returns a reference from the method. */
    public Block returnReference() {
        code.put1(ARETURN);
        return this;
    }

    /** Throws what is pushed last. */
    public Block athrow() {
        code.put1(ATHROW);
        return this;
    }
}
