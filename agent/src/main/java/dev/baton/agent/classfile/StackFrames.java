package dev.baton.agent.classfile;

import static dev.baton.agent.classfile.Bytes.u2;

import java.util.Arrays;

/**
 * The attribute of a method's code that tells the verifier what is in the locals and on the stack
 * where jumps go. Each of its frames says how far it is from the one before, and how it differs.
 */
final class StackFrames {
    private static final int SAME = 0;
    private static final int SAME_ONE_ON_STACK = 64;
    private static final int RESERVED = 128;
    private static final int SAME_ONE_ON_STACK_FAR = 247;
    private static final int CHOP = 248;
    private static final int SAME_FAR = 251;
    private static final int APPEND = 252;
    private static final int FULL = 255;
    private static final int MOST_NEAR = 63;

    private static final int TOP = 0;
    private static final int INTEGER = 1;
    private static final int FLOAT = 2;
    private static final int DOUBLE = 3;
    private static final int LONG = 4;
    private static final int OBJECT = 7;
    private static final int UNINITIALIZED = 8;

    private final ClassEdit owner;
    private final byte[] file;
    private final Bytes out;
    private final int begin;
    private int count;

    /** Where the one written last is. */
    private int last = -1;

    StackFrames(ClassEdit owner, byte[] file, Bytes out, int name) {
        this.owner = owner;
        this.file = file;
        this.out = out;
        this.begin = out.size();
        out.put2(name);
        out.put4(0); // its length, written in the end
        out.put2(0); // how many there are, likewise
    }

    /** Whether the first frame of an attribute, 0 for none, is of the first instruction. */
    boolean beginsWithFirst(int attribute) {
        return count(attribute) > 0 && distanceAt(attribute + 8) == 0;
    }

    /** Writes one that says what holds where the method begins: its parameters, an empty stack. */
    void writeAsAtFirst(int place) {
        far(SAME, SAME_FAR, place);
    }

    /**
     * Copies an attribute's.
     *
     * @param attribute where it is, 0 for none
     * @param targets where jumps to each old place go now
     * @param places where each instruction is now
     */
    void copy(int attribute, int[] targets, int[] places) {
        int pos = attribute + 8;
        int place = -1;
        for (int i = count(attribute); i > 0; i--) {
            place += 1 + distanceAt(pos);
            int tag = file[pos] & 0xFF;
            pos = copy(tag, targets[place], places, pos + (isNear(tag) ? 1 : 3));
        }
    }

    /**
     * Writes one of a handler of whatever is thrown.
     *
     * @param locals what it hands on to the handlers outside
     * @param local behind those: an int
     */
    void writeOfHandler(int place, int[] locals, int local, int[] places) {
        out.put1(FULL);
        out.put2(distance(place));
        int slots = 0;
        for (int type : locals) {
            slots += slots(type);
        }
        out.put2(locals.length + local - slots + 1);
        for (int type : locals) {
            write(type, places);
        }
        for (int i = slots; i < local; i++) {
            out.put1(TOP);
        }
        out.put1(INTEGER);
        out.put2(1);
        out.put1(OBJECT);
        out.put2(owner.classNumber("java/lang/Throwable"));
    }

    void end() {
        out.set4(begin + 2, out.size() - begin - 6);
        out.set2(begin + 6, count);
    }

    /**
     * What is in the locals where a handler of the method's own begins.
     *
     * @param handler its old place
     * @return a type each, see {@link #typeAt}; a long is one of them
     */
    int[] localsAt(int attribute, int handler, ClassEdit.Method method) {
        int[] locals = parameters(method);
        int pos = attribute + 8;
        int place = -1;
        for (int i = count(attribute); i > 0; i--) {
            place += 1 + distanceAt(pos);
            int tag = file[pos] & 0xFF;
            pos += isNear(tag) ? 1 : 3;
            if (tag == FULL) {
                locals = new int[u2(file, pos)];
                pos = read(pos + 2, locals, 0);
                pos = read(pos + 2, new int[u2(file, pos)], 0); // the stack
            } else if (tag >= APPEND) {
                int n = locals.length;
                locals = Arrays.copyOf(locals, n + tag - APPEND + 1);
                pos = read(pos, locals, n);
            } else if (tag >= CHOP && tag < SAME_FAR) {
                locals = Arrays.copyOf(locals, locals.length - (SAME_FAR - tag));
            } else if (tag >= SAME_ONE_ON_STACK && tag <= SAME_ONE_ON_STACK_FAR) {
                pos = read(pos, new int[1], 0);
            }
            if (place == handler) {
                return locals;
            }
        }
        throw new IllegalArgumentException("no frame of the handler at " + handler);
    }

    /** Reads types until there are enough; returns where they end. */
    private int read(int from, int[] types, int first) {
        int pos = from;
        for (int i = first; i < types.length; i++) {
            types[i] = typeAt(pos);
            pos += isLong(types[i]) ? 3 : 1;
        }
        return pos;
    }

    /** Its kind, and above that the number that follows, of a class or a place. */
    private int typeAt(int pos) {
        int kind = file[pos];
        return isLong(kind) ? u2(file, pos + 1) << Byte.SIZE | kind : kind;
    }

    private static boolean isLong(int type) {
        int kind = type & 0xFF;
        return kind == OBJECT || kind == UNINITIALIZED;
    }

    private static int slots(int type) {
        return type == LONG || type == DOUBLE ? 2 : 1;
    }

    private int[] parameters(ClassEdit.Method method) {
        int[] types = new int[0xFF + 1];
        int n = 0;
        if (!method.isStatic()) {
            types[n++] = owner.thisClassNumber() << Byte.SIZE | OBJECT;
        }
        String type = method.type();
        int end = type.indexOf(')');
        for (int i = 1; i < end; n++) {
            int from = i;
            while (type.charAt(i) == '[') {
                i++;
            }
            boolean isArray = i > from;
            char kind = type.charAt(i);
            i = kind == 'L' ? type.indexOf(';', i) + 1 : i + 1;
            if (isArray) {
                types[n] = object(type.substring(from, i));
            } else if (kind == 'L') {
                types[n] = object(type.substring(from + 1, i - 1));
            } else {
                types[n] =
                        kind == 'J' ? LONG : kind == 'D' ? DOUBLE : kind == 'F' ? FLOAT : INTEGER;
            }
        }
        return Arrays.copyOf(types, n);
    }

    private int object(String className) {
        return owner.classNumber(className) << Byte.SIZE | OBJECT;
    }

    private int count(int attribute) {
        return attribute == 0 ? 0 : u2(file, attribute + 6);
    }

    private static boolean isNear(int tag) {
        return tag < SAME_ONE_ON_STACK_FAR;
    }

    private int distanceAt(int pos) {
        int tag = file[pos] & 0xFF;
        return isNear(tag) ? tag & MOST_NEAR : u2(file, pos + 1);
    }

    /** Copies one whose types begin at pos; returns where they end. */
    private int copy(int tag, int place, int[] places, int pos) {
        if (tag < SAME_ONE_ON_STACK || tag == SAME_FAR) {
            far(SAME, SAME_FAR, place);
            return pos;
        }
        if (tag < RESERVED || tag == SAME_ONE_ON_STACK_FAR) {
            far(SAME_ONE_ON_STACK, SAME_ONE_ON_STACK_FAR, place);
            return copyTypes(1, pos, places);
        }
        if (tag < CHOP) {
            throw new IllegalArgumentException("a frame of kind " + tag);
        }
        out.put1(tag);
        out.put2(distance(place));
        if (tag < SAME_FAR) {
            return pos; // some locals less
        }
        if (tag < FULL) {
            return copyTypes(tag - APPEND + 1, pos, places);
        }
        int stack = copyCounted(pos, places);
        return copyCounted(stack, places);
    }

    private int copyCounted(int pos, int[] places) {
        out.put2(u2(file, pos));
        return copyTypes(u2(file, pos), pos + 2, places);
    }

    private int copyTypes(int n, int from, int[] places) {
        int pos = from;
        for (int i = 0; i < n; i++) {
            int type = typeAt(pos);
            write(type, places);
            pos += isLong(type) ? 3 : 1;
        }
        return pos;
    }

    private void write(int type, int[] places) {
        int kind = type & 0xFF;
        out.put1(kind);
        if (kind == UNINITIALIZED) {
            out.put2(places[type >> Byte.SIZE]); // of the instruction that made it
        } else if (kind == OBJECT) {
            out.put2(type >> Byte.SIZE);
        }
    }

    /** Begins one of which there is a short form, for distances up to 63. */
    private void far(int near, int far, int place) {
        int distance = distance(place);
        if (distance <= MOST_NEAR) {
            out.put1(near + distance);
        } else {
            out.put1(far);
            out.put2(distance);
        }
    }

    /** From the last one, of which the format takes one off. */
    private int distance(int place) {
        int distance = place - last - 1;
        last = place;
        count++;
        return distance;
    }
}
