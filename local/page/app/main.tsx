import "@fontsource/lato/latin-400.css";
import "@fontsource/lato/latin-400-italic.css";
import "@fontsource/lato/latin-700.css";
import "@fontsource/lato/latin-700-italic.css";
import "@fontsource/lato/latin-900.css";
import "@fontsource/lato/latin-ext-400.css";
import "@fontsource/lato/latin-ext-700.css";
import "@fontsource/lato/latin-ext-900.css";
import "slack-blocks-to-jsx/dist/style.css";
import "./styles/colours.css";
import "./styles/shell.css";
import "./styles/messages.css";
import "./styles/controls.css";
import "./styles/backroom.css";
import { createRoot } from "react-dom/client";
import { App } from "./app";

const root = document.getElementById("page");
if (root) createRoot(root).render(<App />);
