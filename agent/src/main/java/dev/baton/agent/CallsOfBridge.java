package dev.baton.agent;

import dev.baton.vthread.JdkAccess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Has a class call a static method of {@code Bridge} in place of one of the same name and type: in
 * its constant pool the reference gets another class. Nothing else is looked at, for this comes
 * before the program, and the class is large.
 *
 * <p>It is for {@code VirtualThread.defaultScheduler} in what answers {@code JavaLangAccess}, which
 * the JDK's own instruments ask for the scheduler, and nobody else: {@code
 * VirtualThreadSchedulerMXBean}, on which Micrometer's {@code jvm.threads.virtual.*} stand, and
 * {@code jcmd Thread.vthread_scheduler}. So the bean's class, of another module, and seldom loaded,
 * stays as it is.
 *
 * @param className the class, with dots
 * @param owner the class that it is not to call, as class files name it
 * @param method the name of the method that both have
 */
record CallsOfBridge(String className, String owner, String method) implements JdkChange {
    private static final String BRIDGE_NAME = "dev/baton/bridge/Bridge";
    private static final int COUNT_AT = 8;
    private static final int POOL_AT = 10;

    // Tags of the class file format.
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int METHOD_REF = 10;

    /** How many bytes follow each tag. */
    private static final int[] SIZES = {
        0, 0, 0, 4, 4, 8, 8, 2, 2, 4, 4, 4, 4, 0, 0, 3, 2, 4, 4, 2, 2
    };

    /** Where the JDK shows its scheduler. */
    static JdkChange ofShownScheduler() {
        return new CallsOfBridge(
                JdkAccess.javaLangAccessClass(), "java/lang/VirtualThread", "defaultScheduler");
    }

    @Override
    public byte[] apply(byte[] original) {
        ByteBuffer in = ByteBuffer.wrap(original);
        int count = in.getShort(COUNT_AT) & 0xffff;
        int[] at = new int[count];
        int end = findEntries(in, at);
        int reference = find(in, at);
        if (reference < 0) {
            throw new IllegalArgumentException("no call of " + owner + "." + method);
        }
        byte[] name = BRIDGE_NAME.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(original.length + 3 + name.length + 3);
        out.put(original, 0, end);
        out.put((byte) UTF8).putShort((short) name.length).put(name);
        out.put((byte) CLASS).putShort((short) count);
        out.put(original, end, original.length - end);
        out.putShort(COUNT_AT, (short) (count + 2));
        out.putShort(reference + 1, (short) (count + 1));
        return out.array();
    }

    /** Where each entry of the pool begins; returns where the pool ends. */
    private static int findEntries(ByteBuffer in, int[] at) {
        int pos = POOL_AT;
        for (int i = 1; i < at.length; i++) {
            at[i] = pos;
            int tag = in.get(pos);
            pos += 1 + (tag == UTF8 ? 2 + (in.getShort(pos + 1) & 0xffff) : SIZES[tag]);
            if (tag == LONG || tag == DOUBLE) {
                i++; // it takes two numbers
            }
        }
        return pos;
    }

    /** Where the reference to the method begins; −1 for none. */
    private int find(ByteBuffer in, int[] at) {
        for (int pos : at) {
            if (pos != 0
                    && in.get(pos) == METHOD_REF
                    && is(in, at, entry(in, at, pos + 3) + 1, method)
                    && is(in, at, entry(in, at, pos + 1) + 1, owner)) {
                return pos;
            }
        }
        return -1;
    }

    /** Where the entry begins whose number stands there. */
    private static int entry(ByteBuffer in, int[] at, int number) {
        return at[in.getShort(number) & 0xffff];
    }

    /** Whether the entry whose number stands there is that text, which is ASCII. */
    private static boolean is(ByteBuffer in, int[] at, int number, String text) {
        int pos = entry(in, at, number);
        if (in.getShort(pos + 1) != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (in.get(pos + 3 + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
