// What the quickstart's catalogue holds: English CLDR names by category.

export const categories = {
  animals: `rat, mouse, ox, cow, tiger, leopard, rabbit, cat, horse, ram, goat, monkey, dog, poodle, pig, boar, elephant,
    koala, camel, hamster, wolf, bear, polar bear, panda, chipmunk, lion, bat, fox, deer, gorilla, rhinoceros, giraffe,
    zebra, hedgehog, kangaroo, llama, hippopotamus, raccoon, badger, mammoth, sloth, otter, skunk, beaver, bison,
    crocodile, snake, turtle, lizard, sauropod, T-Rex, frog, whale, octopus, spiral shell, fish, tropical fish, blowfish,
    dolphin, crab, shark, shrimp, squid, lobster, seal, jellyfish, snail, ant, honeybee, lady beetle, spider, scorpion,
    butterfly, mosquito, rooster, chicken, baby chick, penguin, eagle, duck, owl, peacock, parrot, swan, flamingo`,
  plants: `rose, tulip, sunflower, hibiscus, bouquet, cactus, palm tree, evergreen tree, four leaf clover, maple leaf,
    mushroom, potted plant`,
  food: `tomato, grapes, melon, watermelon, tangerine, lemon, banana, pineapple, red apple, green apple, pear, peach,
    cherries, strawberry, kiwi fruit, coconut, mango, blueberries, olive, chestnut, hot pepper, ear of corn, eggplant,
    avocado, cucumber, potato, carrot, peanuts, broccoli, garlic, onion, bell pepper, hot dog, taco, burrito, hamburger,
    pizza, bread, french fries, popcorn, croissant, bacon, egg, pancakes, pretzel, sandwich, bagel, cheese wedge, waffle,
    butter, spaghetti, sushi, ice cream, doughnut, cookie, chocolate bar, candy, lollipop, honey pot, birthday cake, pie,
    cupcake`,
  drinks: `hot beverage, wine glass, cocktail glass, beer mug, glass of milk, bubble tea, teapot, baby bottle`,
  clothing: `backpack, top hat, crown, glasses, sunglasses, necktie, t-shirt, jeans, dress, kimono, handbag, man’s shoe,
    running shoe, high-heeled shoe, woman’s boot, hiking boot, ring, billed cap, scarf, gloves, coat, socks, shorts, sari`,
  music: `saxophone, guitar, musical keyboard, trumpet, violin, drum, maracas, flute, banjo, accordion, microphone, headphone,
    radio, bell`,
  sport: `soccer ball, baseball, basketball, American football, volleyball, tennis, bowling, badminton, ice skate, skis, sled,
    boxing glove, fishing pole, skateboard, roller skate, trophy, kite, yo-yo, teddy bear, chess pawn, game die`,
  vehicles: `motorcycle, racing car, locomotive, high-speed train, tram, bus, ambulance, fire engine, police car, taxi,
    automobile, delivery truck, tractor, bicycle, kick scooter, motor scooter, airplane, helicopter, rocket, parachute,
    sailboat, ship, canoe, anchor`,
  tools: `hammer, axe, carpentry saw, screwdriver, wrench, pick, ladder, toolbox, magnet, scissors, nut and bolt, hook,
    key, compass, flashlight`,
  household: `toilet, shower, bathtub, bed, chair, door, window, mirror, broom, basket, bucket, soap, sponge, toothbrush,
    razor, candle, light bulb, fork and knife, spoon, kitchen knife, chopsticks, umbrella, alarm clock`,
  electronics: `laptop, desktop computer, printer, computer mouse, keyboard, telephone, mobile phone, camera, video camera,
    television, battery, electric plug`,
  office: `pencil, fountain pen, paintbrush, crayon, books, newspaper, envelope, paperclip, briefcase, calendar, microscope,
    telescope`,
};

for (const category of Object.keys(categories)) {
  categories[category] = categories[category].split(',').map((name) => name.trim());
}
