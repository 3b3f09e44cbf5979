/** What is seen of a scheduler at a moment: values that nothing changes any more. */
package dev.baton.sched.view;
