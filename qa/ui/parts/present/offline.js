import { Present } from "./main.js";

const data = JSON.parse(document.getElementById("pack").textContent);
new Present(document.getElementById("show")).update(data, null, null);
