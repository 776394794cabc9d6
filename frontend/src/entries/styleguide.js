/** The style guide's own frames and colour tiles; no other page loads them. */
import "../css/styleguide.css";
