package dev.baton.conformance;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The sentence of the JDK's documentation that a check holds. {@link SentencesTest} looks each of
 * them up in the sources of the JDK that runs the tests.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Says {
    /** The class whose documentation has the sentence. {@code Void}: see {@link #in}. */
    Class<?> of() default Void.class;

    /** A document that is no Javadoc: a manual page of the JDK ({@code jcmd(1)}), or a JEP. */
    String in() default "";

    /** The sentence, or the part of it that is checked, without its markup. */
    String value();
}
