package dev.baton.agent.classfile;

import static dev.baton.agent.classfile.Bytes.u2;
import static dev.baton.agent.classfile.Bytes.u4;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A class file, and what is changed in it: the code of methods, and what constants refer to.
 * Constants are added behind those that are there, so that no number changes; nothing else is.
 *
 * <p>By chapter 4 of the Java Virtual Machine Specification. Not for several threads.
 */
public final class ClassEdit {
    private static final int COUNT_AT = 8;
    private static final int POOL_AT = 10;

    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int FIELD_REF = 9;
    private static final int METHOD_REF = 10;
    private static final int NAME_AND_TYPE = 12;

    /** How many bytes follow each tag. */
    private static final int[] SIZES = {
        0, 0, 0, 4, 4, 8, 8, 2, 2, 4, 4, 4, 4, 0, 0, 3, 2, 4, 4, 2, 2
    };

    private static final int ACC_STATIC = 8;
    private static final int ACC_NATIVE = 0x100;
    private static final int MEMBER_HEAD = 8; // its flags, name, type and number of attributes
    private static final int ATTRIBUTE_HEAD = 6; // its name and length

    private final byte[] file;

    /** Where each constant begins; 0 for none. */
    private final int[] at;

    private final int poolEnd;
    private final Bytes added = new Bytes(1 << 10);
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Method> methods = new ArrayList<>();

    private int count;

    /**
     * Reads one.
     *
     * @param classFile a well-formed one; is changed by {@link #redirect}
     */
    public ClassEdit(byte[] classFile) {
        this.file = classFile;
        this.count = u2(file, COUNT_AT);
        this.at = new int[count];
        this.poolEnd = findConstants();
        findMethods();
    }

    /** One of the class's methods. */
    public final class Method {
        private final int start;

        /** Where its code begins, with the name of that attribute; 0 for none. */
        private final int code;

        private CodeEdit edit;

        private Method(int start, int code) {
            this.start = start;
            this.code = code;
        }

        /** {@return its name} */
        public String name() {
            return text(u2(file, start + 2));
        }

        /** {@return its type, as class files have it} */
        public String type() {
            return text(u2(file, start + 4));
        }

        /** {@return whether it is native} */
        public boolean isNative() {
            return (u2(file, start) & ACC_NATIVE) != 0;
        }

        boolean isStatic() {
            return (u2(file, start) & ACC_STATIC) != 0;
        }

        private boolean is(String name, String type) {
            return isText(u2(file, start + 2), name) && isText(u2(file, start + 4), type);
        }

        /**
         * Its code, to be changed.
         *
         * @return always the same
         * @throws IllegalArgumentException when it has none
         */
        public CodeEdit code() {
            if (code == 0) {
                throw new IllegalArgumentException("no code in " + name() + type());
            }
            if (edit == null) {
                edit = new CodeEdit(ClassEdit.this, this, file, code);
            }
            return edit;
        }

        /**
         * Whether a call with one of these operands may be in its code; seen without taking that
         * apart. What is none may look like one.
         */
        public boolean mayCall(BitSet references) {
            if (code == 0) {
                return false;
            }
            int from = CodeEdit.firstInstruction(code);
            int end = from + u4(file, from - Integer.BYTES) - 2;
            for (int i = from; i < end; i++) {
                if (CodeEdit.isCall(file[i] & 0xFF) && references.get(u2(file, i + 1))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** {@return all methods, in the class file's order} */
    public List<Method> methods() {
        return methods;
    }

    /** {@return that method; null for none} */
    public Method method(String name, String type) {
        for (Method method : methods) {
            if (method.is(name, type)) {
                return method;
            }
        }
        return null;
    }

    /**
     * What calls of certain methods have as their operand.
     *
     * @param owner the class that has the methods
     * @param nameTypes their names, each followed by its type
     * @return numbers of constants
     */
    public BitSet references(String owner, Set<String> nameTypes) {
        BitSet found = new BitSet();
        for (int i = 1; i < at.length; i++) {
            if (isReferenceTo(i, owner)) {
                int nameType = at[u2(file, at[i] + 3)];
                if (nameTypes.contains(
                        text(u2(file, nameType + 1)) + text(u2(file, nameType + 3)))) {
                    found.set(i);
                }
            }
        }
        return found;
    }

    private boolean isReferenceTo(int number, String owner) {
        int pos = at[number];
        if (pos == 0 || file[pos] != METHOD_REF) {
            return false;
        }
        int ownerNumber = u2(file, pos + 1);
        return ownerNumber < at.length // else it was led elsewhere
                && isText(u2(file, at[ownerNumber] + 1), owner);
    }

    /** {@return the name of the method that such an operand means} */
    public String calledName(int reference) {
        return text(u2(file, at[u2(file, at[reference] + 3)] + 1));
    }

    /** {@return the type of the method that such an operand means} */
    public String calledType(int reference) {
        return text(u2(file, at[u2(file, at[reference] + 3)] + 3));
    }

    /**
     * Has all who call a static method call that of another class, of the same name and type.
     *
     * @return whether anybody does
     */
    public boolean redirect(String owner, String method, String newOwner) {
        boolean found = false;
        for (int i = 1; i < at.length; i++) {
            if (isReferenceTo(i, owner) && isText(u2(file, at[u2(file, at[i] + 3)] + 1), method)) {
                int other = classNumber(newOwner);
                file[at[i] + 1] = (byte) (other >> 8);
                file[at[i] + 2] = (byte) other;
                found = true;
            }
        }
        return found;
    }

    /** {@return the class file, with all that was changed} */
    public byte[] toBytes() {
        Bytes rest = new Bytes(file.length);
        int copied = poolEnd;
        for (Method method : methods) {
            if (method.edit != null) {
                rest.put(file, copied, method.code - copied);
                method.edit.writeTo(rest); // may add constants
                copied = method.code + ATTRIBUTE_HEAD + u4(file, method.code + 2);
            }
        }
        rest.put(file, copied, file.length - copied);
        Bytes out = new Bytes(poolEnd + added.size() + rest.size());
        out.put(file, 0, poolEnd);
        out.set2(COUNT_AT, count);
        out.put(added);
        out.put(rest);
        return out.toArray();
    }

    int thisClassNumber() {
        return u2(file, poolEnd + 2);
    }

    int classNumber(String name) {
        String key = "class " + name;
        Integer known = numbers.get(key);
        if (known != null) {
            return known;
        }
        int text = textNumber(name);
        added.put1(CLASS);
        added.put2(text);
        return next(key);
    }

    int fieldNumber(String owner, String name, String type) {
        return memberNumber(FIELD_REF, owner, name, type);
    }

    int methodNumber(String owner, String name, String type) {
        return memberNumber(METHOD_REF, owner, name, type);
    }

    private int memberNumber(int tag, String owner, String name, String type) {
        String key = tag + owner + '.' + name + ' ' + type;
        Integer known = numbers.get(key);
        if (known != null) {
            return known;
        }
        int ownerNumber = classNumber(owner);
        int nameNumber = textNumber(name);
        int typeNumber = textNumber(type);
        added.put1(NAME_AND_TYPE);
        added.put2(nameNumber);
        added.put2(typeNumber);
        int nameType = next(key + " of whatever class");
        added.put1(tag);
        added.put2(ownerNumber);
        added.put2(nameType);
        return next(key);
    }

    int textNumber(String text) {
        Integer known = numbers.get(text);
        if (known != null) {
            return known;
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1); // ours are of ASCII
        added.put1(UTF8);
        added.put2(bytes.length);
        added.put(bytes, 0, bytes.length);
        return next(text);
    }

    private int next(String key) {
        if (count == 0xFFFF) {
            throw new IllegalArgumentException("no room for another constant");
        }
        numbers.put(key, count);
        return count++;
    }

    /** Whether that constant is this text, of ASCII. */
    boolean isText(int number, String text) {
        int pos = at[number];
        int length = text.length();
        if (u2(file, pos + 1) != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (file[pos + 3 + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String text(int number) {
        int pos = at[number];
        return new String(file, pos + 3, u2(file, pos + 1), StandardCharsets.UTF_8);
    }

    private int findConstants() {
        int pos = POOL_AT;
        for (int i = 1; i < at.length; i++) {
            at[i] = pos;
            int tag = file[pos];
            pos += 1 + (tag == UTF8 ? 2 + u2(file, pos + 1) : SIZES[tag]);
            if (tag == LONG || tag == DOUBLE) {
                i++; // it takes two numbers
            }
        }
        return pos;
    }

    private void findMethods() {
        int pos = poolEnd + 6; // flags, this class, the one above
        pos += 2 + 2 * u2(file, pos); // interfaces
        int fields = u2(file, pos);
        pos += 2;
        for (int i = 0; i < fields; i++) {
            pos = skipMember(pos, false);
        }
        int n = u2(file, pos);
        pos += 2;
        for (int i = 0; i < n; i++) {
            pos = skipMember(pos, true);
        }
    }

    private int skipMember(int start, boolean isMethod) {
        int pos = start + MEMBER_HEAD;
        int code = 0;
        for (int i = u2(file, start + MEMBER_HEAD - 2); i > 0; i--) {
            if (isMethod && code == 0 && isText(u2(file, pos), "Code")) {
                code = pos;
            }
            pos += ATTRIBUTE_HEAD + u4(file, pos + 2);
        }
        if (isMethod) {
            methods.add(new Method(start, code));
        }
        return pos;
    }
}
