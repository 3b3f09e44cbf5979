package dev.baton.agent.classfile;

import static dev.baton.agent.classfile.Bytes.u2;
import static dev.baton.agent.classfile.Bytes.u4;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The code of a method, and what is put before, between and after its instructions. Whoever jumps
 * to an instruction comes by what was put before it; but what was put before all of them runs once.
 */
public final class CodeEdit {
    // Instructions that are not as long as LENGTHS says, or name others by their distance.
    private static final int IFEQ = 153;
    private static final int JSR = 168;
    private static final int TABLESWITCH = 170;
    private static final int LOOKUPSWITCH = 171;
    private static final int INVOKEVIRTUAL = 182;
    private static final int INVOKESTATIC = 184;
    private static final int WIDE = 196;
    private static final int IFNULL = 198;
    private static final int IFNONNULL = 199;
    private static final int GOTO_W = 200;
    private static final int JSR_W = 201;
    private static final int IINC = 132;

    /** How long each instruction is, of 0 to 201. */
    private static final String LENGTHS =
            "1111111111111111" // nop to dconst_1
                    + "23233" // bipush, sipush, ldc, ldc_w, ldc2_w
                    + "22222" // loads
                    + "1".repeat(28)
                    + "22222" // stores
                    + "1".repeat(73)
                    + "3" // iinc
                    + "1".repeat(20)
                    + "3".repeat(16) // jumps
                    + "2" // ret
                    + "00" // switches
                    + "111111" // returns
                    + "3333" // fields
                    + "333" // calls
                    + "55" // invokeinterface, invokedynamic
                    + "323" // new, newarray, anewarray
                    + "11" // arraylength, athrow
                    + "33" // checkcast, instanceof
                    + "11" // monitors
                    + "0" // wide
                    + "4" // multianewarray
                    + "33" // ifnull, ifnonnull
                    + "55"; // goto_w, jsr_w

    private static final int CALL_BYTES = 3;

    /** More than a block pushes. */
    private static final int MORE_STACK = 8;

    private final ClassEdit owner;
    private final ClassEdit.Method method;
    private final byte[] file;

    /** Where its attribute begins. */
    private final int start;

    /** Where its instructions begin; they are named by their distance from there. */
    private final int code;

    private final int length;
    private final int exceptions;
    private final Map<Integer, Block> before = new HashMap<>();
    private final Map<Integer, Block> after = new HashMap<>();
    private final List<Handler> handlers = new ArrayList<>();

    private Block first;
    private int locals;

    /** Where a jump to each instruction goes from now on, and where the instruction itself is. */
    private final int[] targets;

    private final int[] places;

    /** What runs when the call there throws: it has one local, an int. */
    private record Handler(int call, int local, Block block) {}

    CodeEdit(ClassEdit owner, ClassEdit.Method method, byte[] file, int start) {
        this.owner = owner;
        this.method = method;
        this.file = file;
        this.start = start;
        this.code = firstInstruction(start);
        this.locals = u2(file, start + 8);
        this.length = u4(file, code - Integer.BYTES);
        this.exceptions = u2(file, code + length);
        this.targets = new int[length + 1];
        this.places = new int[length + 1];
    }

    /**
     * Behind the attribute's name and length, the greatest stack, the locals, and its own length.
     */
    static int firstInstruction(int start) {
        return start + 14;
    }

    static boolean isCall(int opcode) {
        return opcode >= INVOKEVIRTUAL && opcode <= INVOKESTATIC;
    }

    /**
     * The calls with one of these operands.
     *
     * @return where they are
     */
    public List<Integer> calls(BitSet references) {
        List<Integer> calls = new ArrayList<>();
        for (int i = 0; i < length; i += lengthOf(i)) {
            if (isCall(opcode(i)) && references.get(operand(i))) {
                calls.add(i);
            }
        }
        return calls;
    }

    /**
     * The calls of any method of that name, but of interfaces.
     *
     * @return where they are
     */
    public List<Integer> calls(String name) {
        List<Integer> calls = new ArrayList<>();
        for (int i = 0; i < length; i += lengthOf(i)) {
            if (isCall(opcode(i)) && owner.calledName(operand(i)).equals(name)) {
                calls.add(i);
            }
        }
        return calls;
    }

    /** {@return the operand of a call} */
    public int operand(int call) {
        return u2(file, code + call + 1);
    }

    /**
     * Makes room for locals of the caller's.
     *
     * @param n how many; not for a long
     * @return the first
     */
    public int newLocals(int n) {
        locals += n;
        return locals - n;
    }

    /** {@return what comes before all else, once} */
    public Block first() {
        if (first == null) {
            first = new Block(owner);
        }
        return first;
    }

    /** {@return what comes before a call; it finds the call's arguments pushed} */
    public Block before(int call) {
        return at(call, before);
    }

    /** {@return what comes after a call that has returned} */
    public Block after(int call) {
        return at(call, after);
    }

    /** Without a lambda, which would be the only one of a start. */
    private Block at(int call, Map<Integer, Block> blocks) {
        Block block = blocks.get(call);
        if (block == null) {
            block = new Block(owner);
            blocks.put(call, block);
        }
        return block;
    }

    /**
     * What comes after a call that has thrown. What it threw is pushed; the block throws it.
     *
     * @param local the one local that the block may use: an int that is set before the call
     * @return to be filled
     */
    public Block whenThrows(int call, int local) {
        Block block = new Block(owner);
        handlers.add(new Handler(call, local, block));
        return block;
    }

    /** Writes the attribute that takes this one's place. */
    void writeTo(Bytes out) {
        int[] handlersAt = place();
        int begin = out.size();
        out.put2(u2(file, start)); // its name
        out.put4(0); // its length, as below
        out.put2(u2(file, start + 6) + MORE_STACK);
        out.put2(locals);
        out.put4(0); // the code's length, as below
        int codeAt = out.size();
        writeCode(out);
        out.set4(codeAt - Integer.BYTES, out.size() - codeAt);
        writeExceptions(out, handlersAt);
        writeAttributes(out, handlersAt);
        out.set4(begin + 2, out.size() - begin - 6);
    }

    /** Finds a place for all; returns those of the handlers. */
    private int[] place() {
        int pos = 0;
        if (first != null) {
            first.end();
            pos = first.code().size();
        }
        for (int i = 0; i < length; i += lengthOf(i)) {
            targets[i] = pos;
            pos += size(before.get(i));
            places[i] = pos;
            pos += newLengthOf(i, pos) + size(after.get(i));
        }
        targets[length] = pos;
        int[] handlersAt = new int[handlers.size()];
        for (int i = 0; i < handlersAt.length; i++) {
            handlersAt[i] = pos;
            pos += size(handlers.get(i).block);
        }
        if (pos > 0xFFFF) {
            throw new IllegalArgumentException("a method of " + pos + " bytes");
        }
        return handlersAt;
    }

    private static int size(Block block) {
        return block == null ? 0 : block.code().size();
    }

    private void writeCode(Bytes out) {
        put(first, out);
        for (int i = 0; i < length; i += lengthOf(i)) {
            put(before.get(i), out);
            writeInstruction(i, out);
            put(after.get(i), out);
        }
        for (Handler handler : handlers) {
            put(handler.block, out);
        }
    }

    private static void put(Block block, Bytes out) {
        if (block != null) {
            out.put(block.code());
        }
    }

    private void writeInstruction(int i, Bytes out) {
        int opcode = opcode(i);
        if ((opcode >= IFEQ && opcode <= JSR) || opcode == IFNULL || opcode == IFNONNULL) {
            int distance = targets[i + (short) operand(i)] - places[i];
            if (distance != (short) distance) {
                throw new IllegalArgumentException("a jump over " + distance + " bytes");
            }
            out.put1(opcode);
            out.put2(distance);
        } else if (opcode == GOTO_W || opcode == JSR_W) {
            out.put1(opcode);
            out.put4(targets[i + u4(file, code + i + 1)] - places[i]);
        } else if (opcode == TABLESWITCH || opcode == LOOKUPSWITCH) {
            writeSwitch(i, opcode == TABLESWITCH, out);
        } else {
            out.put(file, code + i, lengthOf(i));
        }
    }

    private void writeSwitch(int i, boolean isTable, Bytes out) {
        out.put1(opcode(i));
        for (int pad = padding(places[i]); pad > 0; pad--) {
            out.put1(0);
        }
        int pos = code + i + 1 + padding(i);
        out.put4(target(i, pos));
        int n = u4(file, pos + 4);
        if (isTable) {
            int low = n;
            int high = u4(file, pos + 8);
            out.put4(low);
            out.put4(high);
            for (int k = 0; k <= high - low; k++) {
                out.put4(target(i, pos + 12 + 4 * k));
            }
        } else {
            out.put4(n);
            for (int k = 0; k < n; k++) {
                out.put4(u4(file, pos + 8 + 8 * k));
                out.put4(target(i, pos + 12 + 8 * k));
            }
        }
    }

    /** How far it is now to the target of which the old distance stands there. */
    private int target(int i, int pos) {
        return targets[i + u4(file, pos)] - places[i];
    }

    /** What follows a switch's first byte, so that numbers begin at a multiple of 4. */
    private static int padding(int place) {
        return 3 - place % 4;
    }

    private void writeExceptions(Bytes out, int[] handlersAt) {
        int countAt = out.size();
        out.put2(0); // as below
        for (int i = 0; i < handlersAt.length; i++) { // first, for they are innermost
            int call = places[handlers.get(i).call];
            out.put2(call);
            out.put2(call + CALL_BYTES);
            out.put2(handlersAt[i]);
            out.put2(0); // whatever is thrown
        }
        int all = exceptionsAt() + 8 * exceptions;
        for (int pos = exceptionsAt(); pos < all; pos += 8) {
            writeException(targets[u2(file, pos)], targets[u2(file, pos + 2)], pos, out);
        }
        // What such a handler throws goes where the call's would have gone.
        int count = handlersAt.length + exceptions;
        for (int i = 0; i < handlersAt.length; i++) {
            Handler handler = handlers.get(i);
            for (int pos = exceptionsAt(); pos < all; pos += 8) {
                if (covers(pos, handler.call)) {
                    writeException(handlersAt[i], handlersAt[i] + size(handler.block), pos, out);
                    count++;
                }
            }
        }
        out.set2(countAt, count);
    }

    private int exceptionsAt() {
        return code + length + 2;
    }

    private boolean covers(int exception, int instruction) {
        return u2(file, exception) <= instruction && instruction < u2(file, exception + 2);
    }

    /** The method's own handler that comes first for an instruction; −1 for none. */
    private int innermost(int instruction) {
        int pos = exceptionsAt();
        for (int i = 0; i < exceptions; i++, pos += 8) {
            if (covers(pos, instruction)) {
                return pos;
            }
        }
        return -1;
    }

    private void writeException(int from, int to, int pos, Bytes out) {
        out.put2(from);
        out.put2(to);
        out.put2(targets[u2(file, pos + 4)]);
        out.put2(u2(file, pos + 6));
    }

    /** Those that say where something is are written anew, or left out. */
    private void writeAttributes(Bytes out, int[] handlersAt) {
        int pos = exceptionsAt() + 8 * exceptions;
        int n = u2(file, pos);
        pos += 2;
        int countAt = out.size();
        out.put2(0); // as below
        int count = 0;
        int frames = 0;
        for (int i = 0; i < n; i++) {
            int name = u2(file, pos);
            if (owner.isText(name, "LineNumberTable")) {
                writeTable(pos, 4, false, out);
                count++;
            } else if (owner.isText(name, "LocalVariableTable")
                    || owner.isText(name, "LocalVariableTypeTable")) {
                writeTable(pos, 10, true, out);
                count++;
            } else if (owner.isText(name, "StackMapTable")) {
                frames = pos;
            }
            pos += 6 + u4(file, pos + 2);
        }
        if (frames != 0 || handlersAt.length > 0 || first != null) {
            int name = frames == 0 ? owner.textNumber("StackMapTable") : u2(file, frames);
            StackFrames written = new StackFrames(owner, file, out, name);
            writeFrames(written, frames, handlersAt);
            count++;
        }
        out.set2(countAt, count);
    }

    private void writeFrames(StackFrames out, int attribute, int[] handlersAt) {
        int begin = first == null ? 0 : first.code().size();
        if (begin > 0 && !out.beginsWithFirst(attribute)) {
            out.writeAsAtFirst(begin);
        }
        out.copy(attribute, targets, places);
        for (int i = 0; i < handlersAt.length; i++) {
            Handler handler = handlers.get(i);
            int outer = innermost(handler.call);
            int[] locals =
                    outer < 0 ? new int[0] : out.localsAt(attribute, u2(file, outer + 4), method);
            out.writeOfHandler(handlersAt[i], locals, handler.local, places);
        }
        out.end();
    }

    /** A table of places, and lengths where its entries have one. */
    private void writeTable(int attribute, int entryBytes, boolean hasLengths, Bytes out) {
        int n = u2(file, attribute + 6);
        out.put(file, attribute, 8);
        int pos = attribute + 8;
        for (int i = 0; i < n; i++, pos += entryBytes) {
            int from = u2(file, pos);
            int newFrom = from == 0 ? 0 : targets[from]; // what comes first has the first line
            out.put2(newFrom);
            int copied = 2;
            if (hasLengths) {
                out.put2(targets[from + u2(file, pos + 2)] - newFrom);
                copied = 4;
            }
            out.put(file, pos + copied, entryBytes - copied);
        }
    }

    private int opcode(int i) {
        return file[code + i] & 0xFF;
    }

    private int lengthOf(int i) {
        return newLengthOf(i, i);
    }

    /** How long it is when it is at that place. */
    private int newLengthOf(int i, int place) {
        int opcode = opcode(i);
        if (opcode == WIDE) {
            return (file[code + i + 1] & 0xFF) == IINC ? 6 : 4;
        }
        if (opcode != TABLESWITCH && opcode != LOOKUPSWITCH) {
            return LENGTHS.charAt(opcode) - '0';
        }
        int pos = code + i + 1 + padding(i);
        int numbers =
                opcode == TABLESWITCH
                        ? 3 + u4(file, pos + 8) - u4(file, pos + 4) + 1
                        : 2 + 2 * u4(file, pos + 4);
        return 1 + padding(place) + 4 * numbers;
    }
}
