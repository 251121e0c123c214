/** Name of the file that describes a model of one's own; the hub's code reads the name without the checks of its content. */
export const ownModelFile = 'nestvec.json';
