/** A program that ends as soon as it can. */
package programs.brief;
