/** What the programs of the demo have in common. They know nothing of Baton. */
package programs.demo;
