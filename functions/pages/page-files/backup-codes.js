// Backup codes are shown once: they are printed, copied or saved here. Without this script they can be read and copied.
const find = (selector) => document.querySelector(selector);
const list = find("#backup-codes");
const tools = find("#keep");
const says = find("#kept");
const text = [document.title, "", ...[...list.children].map((code) => code.textContent.trim()), ""].join(
  "\n",
);
tools.hidden = false;
find("#print").addEventListener("click", () => window.print());
if (navigator.clipboard)
  find("#copy").addEventListener("click", () =>
    navigator.clipboard.writeText(text).then(
      () => (says.textContent = says.dataset.copied),
      () => {},
    ),
  );
else find("#copy").hidden = true;
find("#save").addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = window.URL.createObjectURL(new window.Blob([text], { type: "text/plain" }));
  link.download = "backup-codes.txt";
  link.click();
  window.URL.revokeObjectURL(link.href);
});
