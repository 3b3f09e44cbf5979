package dev.baton.vthread;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Whether there is stack left for some more calls, on any thread.
 *
 * <p>It calls a method that has so many local variables. Interpreted, its frame is as large as they
 * are. Compiled, it uses none of them, and yet HotSpot looks at the stack as far down as the
 * interpreter's frame would go, for the code may have to go back to the interpreter: by a store
 * into each page, where the compiled method begins. javac would want a declaration of each
 * variable, so the method is generated.
 */
public final class StackProbe {
    /**
     * More than the deepest way through Baton's code takes in interpreted frames: starting another
     * thread for a P that is handed off.
     */
    private static final int ROOM_BYTES = 32 << 10;

    private static final int SLOT_BYTES = 8;

    /**
     * HotSpot inlines no longer ones ({@code FreqInlineSize} is 325); inlined, it would be the
     * caller that touches the stack when it begins, and catches nothing.
     */
    private static final int TOO_LONG_TO_INLINE = 400;

    /** Enough, interpreted, for a few calls of methods that call nothing. */
    private static final int LITTLE_ROOM_BYTES = 4 << 10;

    private static final MethodHandle TOUCH = generate("Touch", ROOM_BYTES, TOO_LONG_TO_INLINE);
    private static final MethodHandle TOUCH_LITTLE = generate("TouchLittle", LITTLE_ROOM_BYTES, 0);

    /** Always 0. Not final, or the compiler would see that the frame is never needed. */
    @SuppressWarnings("FieldMayBeFinal")
    private static int zero;

    private StackProbe() {}

    /**
     * Whether there is room for Baton's own code on the stack of the caller. Costs a call.
     *
     * @return false when a call as deep as that would throw a StackOverflowError
     */
    public static boolean hasRoom() {
        try {
            TOUCH.invokeExact(zero);
            return true;
        } catch (StackOverflowError e) {
            return false;
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e); // it throws none
        }
    }

    /**
     * Returns when there is room for a few calls. Compiled, it is the caller, or whom that was
     * inlined into, that throws when it is called: nothing is to be caught here. Costs a load and a
     * branch.
     *
     * @throws StackOverflowError when there is none
     */
    public static void requireLittle() {
        try {
            TOUCH_LITTLE.invokeExact(zero);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e); // it throws none
        }
    }

    /**
     * A method with a frame of so many bytes, which does nothing when it is given 0.
     *
     * @param nops so many instructions that do nothing, and are compiled to nothing
     */
    private static MethodHandle generate(String name, int bytesOfFrame, int nops) {
        ClassDesc owner = ClassDesc.of(StackProbe.class.getName() + name);
        MethodTypeDesc type = MethodTypeDesc.of(CD_void, CD_int);
        byte[] bytes =
                ClassFile.of()
                        .build(
                                owner,
                                c ->
                                        c.withMethodBody(
                                                "touch",
                                                type,
                                                ClassFile.ACC_STATIC,
                                                code ->
                                                        touch(
                                                                code,
                                                                owner,
                                                                type,
                                                                bytesOfFrame,
                                                                nops)));
        try {
            MethodHandles.Lookup generated = MethodHandles.lookup().defineHiddenClass(bytes, true);
            return generated.findStatic(
                    generated.lookupClass(), "touch", MethodType.methodType(void.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static void touch(
            CodeBuilder code, ClassDesc owner, MethodTypeDesc type, int bytes, int nops) {
        // A call, though it is never made: where the compiler sees none, it does not ask how large
        // the interpreter's frame is.
        Label end = code.newLabel();
        code.iload(0).ifeq(end);
        code.iload(0).istore(bytes / SLOT_BYTES);
        code.iload(0).invokestatic(owner, "touch", type);
        code.labelBinding(end);
        for (int i = 0; i < nops; i++) {
            code.nop();
        }
        code.return_();
    }
}
