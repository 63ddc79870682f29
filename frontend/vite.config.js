import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

// Output is served by WhiteNoise under /static/; django-vite reads the manifest.
export default defineConfig({
  base: "/static/",
  plugins: [tailwindcss()],
  build: {
    outDir: "dist",
    manifest: "manifest.json",
    target: ["chrome111", "safari16.4", "firefox128"],
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { app: "src/app.js" } },
  },
});
