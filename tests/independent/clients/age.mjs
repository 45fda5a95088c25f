// Opens a file in the age format with a passphrase and writes what is in it: `node age.mjs FILE PASSPHRASE OUT`.
import { readFile, writeFile } from "node:fs/promises";
import { Decrypter } from "age-encryption";

const [file, passphrase, out] = process.argv.slice(2);
const decrypter = new Decrypter();
decrypter.addPassphrase(passphrase);
const plain = await decrypter.decrypt(new Uint8Array(await readFile(file)));
await writeFile(out, plain);
console.log(JSON.stringify({ bytes: plain.length }));
