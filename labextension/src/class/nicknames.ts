/**
 * Names for a projector: the same student has the same one each time, and it
 * tells nothing about who that is.
 */

const COLOURS =
  'Amber Azure Beige Bronze Coral Copper Cyan Golden Green Indigo Ivory Jade Lilac Lime Magenta Maroon Mint Olive Orange Pearl Pink Plum Purple Red Ruby Rusty Sandy Scarlet Silver Teal Violet White'.split(
    ' '
  );
const ANIMALS =
  'Badger Beaver Bison Camel Crane Deer Dolphin Eagle Falcon Ferret Finch Fox Gecko Goose Hare Heron Ibis Jackal Koala Lark Lemur Lynx Marten Mole Moose Newt Otter Owl Panda Pelican Puffin Quail Raven Robin Seal Shrew Sparrow Stork Swan Tapir Tern Tiger Toad Turtle Viper Walrus Weasel Whale Wolf Wombat Wren Yak Zebra'.split(
    ' '
  );

/**
 * A nickname for each student.
 *
 * Of two who would be called alike the one with the larger id, who came
 * later, gets a number: so nobody's name changes when somebody joins.
 *
 * @param course - students are called otherwise in each course.
 */
export function nicknames(
  course: string,
  ids: readonly number[]
): Map<number, string> {
  const taken = new Map<string, number>();
  const names = new Map<number, string>();
  for (const id of [...ids].sort((one, other) => one - other)) {
    const hash = scatter(`${course}/${id}`);
    const colour = COLOURS[hash % COLOURS.length];
    const animal = ANIMALS[Math.floor(hash / COLOURS.length) % ANIMALS.length];
    const name = `${colour} ${animal}`;
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    names.set(id, count > 1 ? `${name} ${count}` : name);
  }
  return names;
}

/** FNV-1a, with its bits mixed once more: neighbours come out far apart. */
function scatter(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
